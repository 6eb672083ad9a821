// The commands below `ropewalk notify`.
#pragma once

#include <filesystem>

#include "app/notify/channels.h"
#include "cli/command.h"
#include "notify/deliver.h"

namespace ropewalk::cli {

[[nodiscard]] const Command& notify_test_command();
[[nodiscard]] const Command& notify_result_command();
[[nodiscard]] const Command& notify_list_command();
[[nodiscard]] const Command& notify_deliver_command();

/// Where the results of pipelines wait.
[[nodiscard]] std::filesystem::path pipeline_outbox(Outside& outside);

/// Delivers what waits and says what did not arrive. The exit code.
int deliver_and_report(notify::Outbox& outbox, const std::filesystem::path& folder, const app::Channels& channels,
                       const notify::Redactor& redactor, Outside& outside);

/// What sending needs of the outside.
[[nodiscard]] notify::DeliveryPorts delivery_ports(Outside& outside);

}  // namespace ropewalk::cli
