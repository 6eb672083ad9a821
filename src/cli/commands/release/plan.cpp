// `ropewalk release plan`: what would be released, and why.
#include <fmt/format.h>

#include <array>

#include "base/display.h"
#include "cli/commands/release/release.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {kDirectoryOption, kPackageOption, kBranchOption,
                                 Option{.name = "--json",
                                        .letter = "",
                                        .value = "",
                                        .help = "Print the plan as JSON (schemas/release-plan.schema.json)"}};

std::string headline(const release::Plan& plan) {
  if (!plan.version) {
    return fmt::format("Nothing to release: {}\n", plan.reason);
  }
  const std::string python =
      plan.python_version == plan.version->text() ? "" : fmt::format(", for Python {}", plan.python_version);
  return fmt::format("{} → {} ({}{}), tag {}\n  {}\n", plan.previous ? plan.previous->text() : "nothing",
                     plan.version->text(), name(plan.level), python, plan.tag, plan.reason);
}

int run(const Arguments& arguments, Outside& outside) {
  const auto planned = planned_release(arguments, outside);
  if (!planned) {
    return report(planned.error(), outside);
  }
  const release::Plan& plan = planned->plan;
  if (arguments.has("--json")) {
    outside.screen().print(to_json_text(release::to_json(plan)) + "\n");
  } else {
    std::string text = headline(plan);
    if (!plan.commits.empty()) {
      text += "\n";
    }
    for (const release::ReadCommit& read : plan.commits) {
      const std::string title = release::read_message(read.commit.message).title;
      text += fmt::format("  {}  {:<10}  {}  ({})\n", read.commit.sha.substr(0, 7), name(read.level), printable(title),
                          printable(read.why));
    }
    outside.screen().print(text);
  }
  show_alarms(plan, outside);
  return kExitSuccess;
}

}  // namespace

const Command& release_plan_command() {
  static constexpr Command kCommand{
      .name = "release plan",
      .summary = "Say what would be released, and why",
      .about = R"text(
Lists each commit since the last release of this branch with what it asks for, and the
version that follows: the tag that it gets, and its form for Python. Writes nothing.

Exits with 0 whether or not there is something to release; with 2 when the version cannot
be, because its tag is taken or the branch may not hold it; with 3 when history is missing.
)text",
      .examples = R"text(
ropewalk release plan
  ropewalk release plan --package packages/api --json
)text",
      .operands = {},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
