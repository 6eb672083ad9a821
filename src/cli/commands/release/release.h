// The commands below `ropewalk release`, and what they share.
#pragma once

#include "app/release/plan_release.h"
#include "cli/command.h"
#include "cli/commands/planning_options.h"

namespace ropewalk::cli {

inline constexpr Option kPackageOption = {.name = "--package",
                                          .letter = "",
                                          .value = "PATH",
                                          .help = "The folder of one package of a repository of several",
                                          .completion = Completion::kFolder};
inline constexpr Option kBranchOption = {.name = "--branch",
                                         .letter = "",
                                         .value = "NAME",
                                         .help = "Plan as this branch, in place of the one that is checked out"};
inline constexpr Option kJsonOption = {.name = "--json", .letter = "", .value = "", .help = "Print JSON (schemas/)"};

[[nodiscard]] const Command& release_plan_command();
[[nodiscard]] const Command& release_normalize_command();
[[nodiscard]] const Command& release_run_command();
[[nodiscard]] const Command& release_status_command();
[[nodiscard]] const Command& release_yank_command();
[[nodiscard]] const Command& release_import_command();
[[nodiscard]] const Command& release_notes_command();
[[nodiscard]] const Command& release_check_command();

/// The plan that `--package`, `--branch` and `-C` ask for. Errors: as app::plan_release, and those of the settings.
[[nodiscard]] Result<app::PlannedRelease> planned_release(const Arguments& arguments, Outside& outside);

/// Alarms and warnings on standard error; on a GitHub runner as annotations, too.
void show_alarms(const release::Plan& plan, Outside& outside);

}  // namespace ropewalk::cli
