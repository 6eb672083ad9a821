// Environments on other hosts: their commands run there.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/deploy/make_plan.h"
#include "app/hosts/at_host.h"
#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/outside.h"

namespace ropewalk::cli {

enum class OnHosts { kFirst, kAll };

/// Runs `words` and the given options on the hosts of an environment, when the configuration says that it has some; the
/// exit code. Nothing when it is on this machine.
[[nodiscard]] std::optional<int> run_at_hosts(std::string_view command, const std::string& environment,
                                              std::vector<std::string> words, std::span<const Option> options,
                                              OnHosts which, const Arguments& arguments, Outside& outside);

/// A deployment to all hosts of a plan; the exit code. It has to switch within the budget, where there is one.
[[nodiscard]] int deploy_to_hosts(const app::MadePlan& made, deploy::Kind kind, std::optional<deploy::Seconds> budget,
                                  const Arguments& arguments, Outside& outside);

}  // namespace ropewalk::cli
