// `ropewalk release run` and `ropewalk release status`: a release made step by step, and how far it is.
#include "app/release/run/run_release.h"

#include <fmt/format.h>

#include <array>

#include "app/read_config.h"
#include "base/display.h"
#include "cli/commands/release/release.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kRunOptions = {
    kDirectoryOption,
    kPackageOption,
    kBranchOption,
    Option{.name = "--yes", .letter = "-y", .value = "", .help = "Act; without it steps are only shown, but in CI"},
    Option{.name = "--dry-run", .letter = "-n", .value = "", .help = "Only show the steps, in CI too"},
    Option{.name = "--only",
           .letter = "",
           .value = "STEP",
           .help = "Only this step, as it is called in the list, when the others are there already",
           .repeats = true},
    Option{.name = "--image",
           .letter = "",
           .value = "NAME",
           .help = "The image that gets the release's tags (default: release, image in .github/ropewalk.yml)"},
    Option{.name = "--json",
           .letter = "",
           .value = "",
           .help = "Print JSON: version, tag, complete, steps (schemas/release-run.schema.json)"}};

constexpr std::array kStatusOptions = {
    kDirectoryOption, kPackageOption, kBranchOption,
    Option{.name = "--json",
           .letter = "",
           .value = "",
           .help = "Print JSON: version, tag, complete, steps (schemas/release-run.schema.json)"}};

json::object to_json(const app::ReleaseReport& made) {
  json::array steps;
  for (const app::StepReport& step : made.steps) {
    steps.push_back(json::object{{"name", step.name}, {"state", app::name(step.state)}, {"detail", step.detail}});
  }
  json::array alarms;
  for (const std::string& alarm : made.plan.alarms) {
    alarms.push_back(json::string(alarm));
  }
  const bool has_target = made.target.has_value();
  return {{"version", has_target ? json::value(json::string(made.target->version().text())) : json::value()},
          {"tag", has_target ? json::value(json::string(made.target->tag())) : json::value()},
          {"reason", made.plan.reason},
          {"complete", made.is_complete()},
          {"steps", std::move(steps)},
          {"alarms", std::move(alarms)}};
}

Result<app::ReleaseReport> run_steps(const Arguments& arguments, Outside& outside, bool acts) {
  auto place = app::find_folder(outside.files(), outside.environment(), arguments.value(kDirectoryOption.name));
  if (!place) {
    return fail(std::move(place.error()));
  }
  auto settings = app::read_config(outside.files(), *place);
  if (!settings.errors.empty()) {
    Error error = std::move(settings.errors.front());
    error.kind = ErrorKind::kUsage;
    return fail(std::move(error));
  }
  const bool shows = !arguments.has("--json");
  const auto on_step = [&](const app::StepReport& step) {
    if (shows) {
      outside.screen().print(
          fmt::format("{:<8} {:<15} {}\n", app::name(step.state), step.name, printable(step.detail)));
    }
  };
  return app::run_release(
      {.plan = {.package = arguments.value(kPackageOption.name), .branch = arguments.value(kBranchOption.name)},
       .acts = acts,
       .only = arguments.values("--only"),
       .image = arguments.value("--image")},
      *place, settings.config,
      {outside.files(), outside.process(), outside.environment(), outside.clock(), outside.random(),
       [&outside]() -> ports::Http& { return outside.http(); }},
      on_step, outside.signals().interrupted());
}

int finish(const Arguments& arguments, const Result<app::ReleaseReport>& made, Outside& outside) {
  if (!made) {
    return report(made.error(), outside);
  }
  if (arguments.has("--json")) {
    outside.screen().print(to_json_text(to_json(*made)) + "\n");
  } else if (!made->target) {
    outside.screen().print(fmt::format("Nothing to release: {}\n", made->plan.reason));
  }
  show_alarms(made->plan, outside);
  return kExitSuccess;
}

int run(const Arguments& arguments, Outside& outside) {
  const bool is_ci = outside.environment().variable("CI") == "true";
  const bool acts = !arguments.has("--dry-run") && (arguments.has("--yes") || is_ci);
  const auto made = run_steps(arguments, outside, acts);
  const int code = finish(arguments, made, outside);
  if (made && made->target && !acts && !arguments.has("--json")) {
    outside.screen().print("\nNothing was done: --yes does it.\n");
  }
  // Nothing new, and what was begun is not whole: that is no success.
  return code == kExitSuccess && made && !made->target && made->has_left_behind ? kExitFailure : code;
}

int status(const Arguments& arguments, Outside& outside) {
  const auto made = run_steps(arguments, outside, false);
  const int code = finish(arguments, made, outside);
  // A release that was begun and is not whole is an alarm.
  const bool is_half = made && made->target && made->target->is_begun && !made->is_complete();
  return code == kExitSuccess && made && (is_half || made->has_left_behind) ? kExitFailure : code;
}

}  // namespace

const Command& release_run_command() {
  static constexpr Command kCommand{
      .name = "release run",
      .summary = "Make the release, or go on with one",
      .about = R"text(
Writes the version into the project's files and the entry into the changelog, commits,
tags, builds, pushes, makes the GitHub release with its files, uploads to the Python index.
Each step looks first whether it is done: a release that was interrupted anywhere is run
again and ends as if it had not been. What is out with other bytes is an error.

Off CI the steps are only shown; --yes takes them.
)text",
      .examples = R"text(
ropewalk release run
  ropewalk release run --yes
)text",
      .operands = {},
      .options = kRunOptions,
      .run = run,
  };
  return kCommand;
}

const Command& release_status_command() {
  static constexpr Command kCommand{
      .name = "release status",
      .summary = "Say how far the release of this commit is",
      .about = R"text(
Looks at each step of a release and takes none. Exits with 1 when a release was begun and
is not whole: `ropewalk release run` goes on with it.
)text",
      .examples = R"text(
ropewalk release status
)text",
      .operands = {},
      .options = kStatusOptions,
      .run = status,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
