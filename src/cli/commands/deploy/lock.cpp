// `ropewalk lock ENV` and `ropewalk unlock`: whether an environment takes deployments now.
#include "cli/commands/deploy/lock.h"

#include <fmt/format.h>

#include <array>

#include "cli/commands/all.h"
#include "cli/commands/deploy/common.h"
#include "cli/commands/hosts/hosts.h"
#include "cli/commands/planning_options.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kUnlockOptions = {
    kDirectoryOption,
    Option{.name = "--json", .letter = "", .value = "", .help = "Print {\"environment\", \"locked\"} as JSON"},
};

/// Those of `lock` that are about an environment.
constexpr std::array kLockHere = {Option{.name = "--reason", .letter = "", .value = "TEXT", .help = ""},
                                  Option{.name = "--json", .letter = "", .value = "", .help = ""}};

/// `given`: empty lets deployments in again.
int set(const std::string& given, const Arguments& arguments, Outside& outside) {
  const std::string& name = arguments.operands().front();
  if (const auto code = run_at_hosts(given.empty() ? "unlock" : "lock", name, {name},
                                     given.empty() ? std::span<const Option>(kUnlockOptions) : kLockHere,
                                     OnHosts::kFirst, arguments, outside)) {
    return *code;
  }
  auto environment = open_known(name, arguments, outside);
  if (!environment) {
    return report(environment.error(), outside);
  }
  const auto kept = reason_text(given, environment->folder, outside);
  if (!kept) {
    return report(kept.error(), outside);
  }
  const std::string& text = *kept;
  if (auto written = environment->store->set_fact("locked", text); !written) {
    return report(written.error(), outside);
  }
  if (arguments.has("--json")) {
    outside.screen().print(to_json_text(json::object{{"environment", name}, {"locked", text}}) + "\n");
  } else {
    outside.screen().print(text.empty() ? fmt::format("{} takes deployments\n", name)
                                        : fmt::format("{} takes no deployments: {}\n", name, text));
  }
  return kExitSuccess;
}

int run_unlock(const Arguments& arguments, Outside& outside) { return set("", arguments, outside); }

}  // namespace

int lock_environment(const Arguments& arguments, Outside& outside) {
  const std::string who = outside.environment().user_name();
  const auto reason = arguments.value("--reason");
  return set(reason ? fmt::format("locked by {}: {}", who, *reason) : fmt::format("locked by {}", who), arguments,
             outside);
}

const Command& unlock_command() {
  static constexpr Command kCommand{
      .name = "unlock",
      .summary = "Let an environment take deployments again",
      .about = "Ends what `ropewalk lock` began.",
      .examples = "ropewalk unlock production",
      .operands = {.value = "ENV", .help = "The environment", .at_least = 1, .at_most = 1},
      .options = kUnlockOptions,
      .run = run_unlock,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
