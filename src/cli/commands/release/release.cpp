// `ropewalk release`: versions, changelogs, releases.
#include "cli/commands/release/release.h"

#include <array>

#include "app/read_config.h"
#include "cli/commands/all.h"
#include "cli/messages.h"

namespace ropewalk::cli {

Result<app::PlannedRelease> planned_release(const Arguments& arguments, Outside& outside) {
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
  return app::plan_release(
      {.package = arguments.value(kPackageOption.name), .branch = arguments.value(kBranchOption.name)}, *place,
      settings.config, outside.files(), outside.process(), outside.environment());
}

void show_alarms(const release::Plan& plan, Outside& outside) {
  for (const std::string& alarm : plan.alarms) {
    warn(alarm, {}, {}, outside);
  }
  for (const std::string& warning : plan.warnings) {
    warn(warning, {}, {}, outside);
  }
}

const Command& release_command() {
  static const std::array kSubcommands = {
      &release_plan_command(),   &release_notes_command(), &release_check_command(),  &release_run_command(),
      &release_status_command(), &release_yank_command(),  &release_import_command(), &release_normalize_command()};
  static const Command kCommand{
      .name = "release",
      .summary = "Plan and make releases: versions, changelogs, tags, uploads",
      .about = R"text(
Reads the commits since the last release by Conventional Commits, and makes of them the
next version, its notes and its release.
)text",
      .examples = R"text(
ropewalk release plan
  ropewalk release plan --package packages/api --json
)text",
      .operands = {},
      .options = {},
      .subcommands = kSubcommands,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
