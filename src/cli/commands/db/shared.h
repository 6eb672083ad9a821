// What the commands about the advisory data share.
#pragma once

#include "app/scan/advisory_data.h"
#include "cli/command.h"

namespace ropewalk::cli {

inline constexpr Option kDatabaseOption = {
    .name = "--database",
    .letter = "",
    .value = "FILE",
    .help = "The pack of advisories to go by (default: the newest of what `db update` fetched and what is built in)",
    .completion = Completion::kFile};

const Command& db_build_command();
const Command& db_info_command();
const Command& db_query_command();
const Command& db_update_command();

/// The pack that the options ask for.
[[nodiscard]] Result<app::AdvisoryData> load_database(const Arguments& arguments, Outside& outside);

}  // namespace ropewalk::cli
