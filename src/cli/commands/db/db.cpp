// `ropewalk db`: the advisories that `scan dependencies` and `scan image` go by.
#include <array>

#include "cli/commands/all.h"
#include "cli/commands/db/shared.h"

namespace ropewalk::cli {

Result<app::AdvisoryData> load_database(const Arguments& arguments, Outside& outside) {
  const auto file = arguments.value(kDatabaseOption.name);
  return app::load_advisory_data(file ? std::optional<std::filesystem::path>(*file) : std::nullopt, outside.files(),
                                 outside.environment());
}

const Command& db_command() {
  static const std::array<const Command*, 4> kSubcommands = {&db_info_command(), &db_update_command(),
                                                             &db_build_command(), &db_query_command()};
  static const Command kCommand{
      .name = "db",
      .summary = "Look into, update and build the advisory data",
      .about = "",
      .examples = "",
      .operands = {},
      .options = {},
      .subcommands = kSubcommands,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
