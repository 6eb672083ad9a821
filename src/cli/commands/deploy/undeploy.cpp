// `ropewalk undeploy`: ends everything that runs in an environment.
#include <fmt/format.h>

#include <array>
#include <optional>

#include "app/deploy/shut_down.h"
#include "cli/commands/all.h"
#include "cli/commands/deploy/common.h"
#include "cli/commands/hosts/hosts.h"
#include "cli/commands/planning_options.h"
#include "cli/confirm.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    kDirectoryOption,
    Option{.name = "--yes", .letter = "-y", .value = "", .help = "Ask nothing"},
};

/// Whether it is really to end; an exit code when not.
std::optional<int> refuses(const std::string& name, const Arguments& arguments, Outside& outside) {
  if (arguments.has("--yes")) {
    return std::nullopt;
  }
  if (!outside.screen().is_terminal(ports::Stream::kOutput)) {
    return report({ErrorKind::kUsage, fmt::format("nobody can be asked whether {} is to end", name),
                   "--yes ends it without a question"},
                  outside);
  }
  const auto answer = confirm(fmt::format("End everything that runs in {}?", name), outside);
  if (!answer) {
    return report(answer.error(), outside);
  }
  if (!*answer) {
    outside.screen().print("Nothing was ended\n");
    return kExitFailure;
  }
  return std::nullopt;
}

int run(const Arguments& arguments, Outside& outside) {
  const std::string& name = arguments.operands().front();
  if (const auto code = refuses(name, arguments, outside)) {
    return *code;
  }
  if (const auto code = run_at_hosts("undeploy", name, {name, "--yes"}, {}, OnHosts::kAll, arguments, outside)) {
    return *code;
  }
  auto environment = open_known(name, arguments, outside);
  if (!environment) {
    return report(environment.error(), outside);
  }
  const auto served = app::shut_down(*environment, outside.environment().user_name());
  if (!served) {
    return report(served.error(), outside);
  }
  outside.screen().print(served->empty() ? fmt::format("{} is shut down; nothing served there\n", name)
                                         : fmt::format("{} is shut down; {} served there\n", name, *served));
  return kExitSuccess;
}

}  // namespace

const Command& undeploy_command() {
  static constexpr Command kCommand{
      .name = "undeploy",
      .summary = "End everything that runs in an environment",
      .about = R"text(
Ends what serves in an environment, the proxy in front of it and its keeper. Requests that
come in afterwards are refused. The history and the audit log stay, and so do the files of
the versions: `ropewalk deploy` starts the environment again.
)text",
      .examples = R"text(
ropewalk undeploy staging
  ropewalk undeploy staging --yes
)text",
      .operands = {.value = "ENV", .help = "The environment", .at_least = 1, .at_most = 1},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
