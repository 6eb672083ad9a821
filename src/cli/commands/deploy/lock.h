// What `ropewalk lock ENV` does; without an environment the command is about actions (cli/commands/lock.cpp).
#pragma once

#include "cli/arguments.h"
#include "cli/outside.h"

namespace ropewalk::cli {

/// Makes the environment of the first operand take no deployments, with `--reason`. The exit code.
int lock_environment(const Arguments& arguments, Outside& outside);

}  // namespace ropewalk::cli
