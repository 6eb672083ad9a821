// The commands below `ropewalk notify`.
#pragma once

#include "cli/command.h"
#include "notify/deliver.h"

namespace ropewalk::cli {

[[nodiscard]] const Command& notify_test_command();

/// What sending needs of the outside.
[[nodiscard]] notify::DeliveryPorts delivery_ports(Outside& outside);

}  // namespace ropewalk::cli
