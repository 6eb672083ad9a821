// `ropewalk release yank`: takes a release back.
#include "app/release/yank_release.h"

#include <fmt/format.h>

#include <array>

#include "app/read_config.h"
#include "base/display.h"
#include "base/json.h"
#include "cli/commands/release/release.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    kDirectoryOption,
    kPackageOption,
    kBranchOption,
    Option{.name = "--reason", .letter = "", .value = "TEXT", .help = "Why, for those who have installed it"},
    Option{.name = "--yes", .letter = "-y", .value = "", .help = "Act; without it nothing is changed"},
    Option{.name = "--json",
           .letter = "",
           .value = "",
           .help = "Print JSON: tag, complete, steps, by_hand (schemas/release-yank.schema.json)"}};

json::object to_json(const std::string& tag, const app::Yanked& yanked) {
  json::array steps;
  bool is_complete = yanked.by_hand.empty();
  for (const app::StepReport& step : yanked.steps) {
    steps.push_back(json::object{{"name", step.name}, {"state", app::name(step.state)}, {"detail", step.detail}});
    is_complete = is_complete && step.state != app::StepState::kWould;
  }
  json::array by_hand;
  for (const std::string& task : yanked.by_hand) {
    by_hand.push_back(json::string(task));
  }
  return {{"tag", tag}, {"complete", is_complete}, {"steps", std::move(steps)}, {"by_hand", std::move(by_hand)}};
}

int run(const Arguments& arguments, Outside& outside) {
  const auto planned = planned_release(arguments, outside);
  if (!planned) {
    return report(planned.error(), outside);
  }
  const auto place = app::find_folder(outside.files(), outside.environment(), arguments.value(kDirectoryOption.name));
  if (!place) {
    return report(place.error(), outside);
  }
  const auto settings = app::read_config(outside.files(), *place);
  const auto yanked = app::yank_release({.tag = arguments.operands().front(),
                                         .reason = arguments.value("--reason").value_or(""),
                                         .acts = arguments.has("--yes")},
                                        *planned, settings.config.release,
                                        {outside.files(), outside.process(), outside.environment(), outside.clock(),
                                         outside.random(), [&outside]() -> ports::Http& { return outside.http(); }},
                                        outside.signals().interrupted());
  if (!yanked) {
    return report(yanked.error(), outside);
  }
  if (arguments.has("--json")) {
    outside.screen().print(to_json_text(to_json(arguments.operands().front(), *yanked)) + "\n");
    return yanked->by_hand.empty() ? kExitSuccess : kExitIncomplete;
  }
  for (const app::StepReport& step : yanked->steps) {
    outside.screen().print(fmt::format("{:<8} {:<15} {}\n", app::name(step.state), step.name, printable(step.detail)));
  }
  for (const std::string& task : yanked->by_hand) {
    outside.screen().print(fmt::format("by hand  {}\n", task));
  }
  return yanked->by_hand.empty() ? kExitSuccess : kExitIncomplete;
}

}  // namespace

const Command& release_yank_command() {
  static constexpr Command kCommand{
      .name = "release yank",
      .summary = "Take a release back",
      .about = R"text(
Marks the GitHub release of a tag as taken back, with the reason, so that it is the latest
no more. Tag and files stay, since others may have pinned them. Python indexes have no
interface for yanking: what is left to do by hand is said, and the exit code is then 3.
)text",
      .examples = R"text(
ropewalk release yank v1.3.0 --reason 'loses parcels' --yes
)text",
      .operands = {.value = "TAG", .help = "The release's tag", .at_least = 1, .at_most = 1},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
