// The options of `run` that say how jobs run: environment, secrets, platforms.
#pragma once

#include "app/place.h"
#include "app/run_plan.h"
#include "cli/command.h"

namespace ropewalk::cli {

inline constexpr std::string_view kValuesGroup = "Environment and secrets";

inline constexpr Option kEnvironmentOption = {.name = "--env",
                                              .letter = "",
                                              .value = "NAME=VALUE",
                                              .help = "A variable for all jobs, over the workflow's own env",
                                              .repeats = true,
                                              .group = kValuesGroup};
inline constexpr Option kEnvironmentFileOption = {.name = "--env-file",
                                                  .letter = "",
                                                  .value = "FILE",
                                                  .help = "Variables from a dotenv file, below the workflow's own env",
                                                  .repeats = true,
                                                  .completion = Completion::kFile,
                                                  .group = kValuesGroup};
inline constexpr Option kSecretOption = {
    .name = "--secret",
    .letter = "-s",
    .value = "NAME",
    .help = "A secret, its value taken from the environment variable NAME, else asked for",
    .repeats = true,
    .group = kValuesGroup};
inline constexpr Option kSecretFileOption = {.name = "--secret-file",
                                             .letter = "",
                                             .value = "FILE",
                                             .help = "Secrets from a dotenv file",
                                             .repeats = true,
                                             .completion = Completion::kFile,
                                             .group = kValuesGroup};

inline constexpr Option kEnvironmentVariableOption = {.name = "--environment-var",
                                                      .letter = "",
                                                      .value = "ENVIRONMENT:NAME=VALUE",
                                                      .help = "vars.NAME of jobs in this environment, over --var",
                                                      .repeats = true,
                                                      .group = kValuesGroup};
inline constexpr Option kEnvironmentSecretOption = {
    .name = "--environment-secret",
    .letter = "",
    .value = "ENVIRONMENT:NAME",
    .help = "A secret of this environment's jobs alone, from the variable ENVIRONMENT_NAME, else asked for",
    .repeats = true,
    .group = kValuesGroup};
inline constexpr Option kEnvironmentSecretFileOption = {.name = "--environment-secret-file",
                                                        .letter = "",
                                                        .value = "ENVIRONMENT:FILE",
                                                        .help = "An environment's secrets from a dotenv file",
                                                        .repeats = true,
                                                        .group = kValuesGroup};

inline constexpr std::string_view kDebugGroup = "Parts, and failures";

inline constexpr Option kStepOption = {
    .name = "--step",
    .letter = "",
    .value = "STEP",
    .help =
        "Only this step (its id, name or first line) of the jobs that have it, after the actions before it; "
        "other jobs only where these need them",
    .repeats = true,
    .group = kDebugGroup};
inline constexpr Option kFromStepOption = {.name = "--from-step",
                                           .letter = "",
                                           .value = "STEP",
                                           .help = "The same with all steps behind it",
                                           .group = kDebugGroup};
inline constexpr Option kShellOnFailureOption = {
    .name = "--shell-on-failure",
    .letter = "",
    .value = "",
    .help = "Open a shell where a step has failed: its environment, folder and shell; the job goes on when it ends",
    .group = kDebugGroup};
inline constexpr Option kNoKeepOption = {
    .name = "--no-keep",
    .letter = "",
    .value = "",
    .help = "Remove the folders of failed jobs at once; else `ropewalk shell` finds them until the next run",
    .group = kDebugGroup};

/// What the options say, with the files read; secrets that must be asked for are left out.
/// Errors: kUsage, or kInvalid with the place in a file.
[[nodiscard]] Result<app::RunSettings> run_settings(const Arguments& arguments, const app::Place& place,
                                                    Outside& outside);

/// Adds the secrets that `--secret` names: from the environment, else by a hidden prompt. Asked only once it is known
/// that something runs. Errors: kUsage without a value, kInterrupted.
[[nodiscard]] Result<void> ask_for_secrets(const Arguments& arguments, app::RunSettings& settings, Outside& outside);

}  // namespace ropewalk::cli
