// The options that `run` and `plan` share: which event, with which payload, inputs, variables and jobs.
#pragma once

#include "app/plan_workflows.h"
#include "cli/command.h"

namespace ropewalk::cli {

inline constexpr std::string_view kEventGroup = "What happens";

inline constexpr Option kDirectoryOption = {
    .name = "--directory",
    .letter = "-C",
    .value = "DIR",
    .help = "Work on this folder instead of the repository around the current one",
    .completion = Completion::kFolder};
inline constexpr Option kEventOption = {
    .name = "--event",
    .letter = "-e",
    .value = "NAME",
    .help = "The event that happens (default: push, or the one event of the workflow that is named)",
    .completion = Completion::kEvent,
    .group = kEventGroup};
inline constexpr Option kPayloadOption = {.name = "--payload",
                                          .letter = "",
                                          .value = "FILE",
                                          .help = "The event's payload as JSON, instead of one made from git",
                                          .completion = Completion::kFile,
                                          .group = kEventGroup};
inline constexpr Option kSetOption = {
    .name = "--set",
    .letter = "",
    .value = "PATH=VALUE",
    .help = "Replace a part of the event, such as github.event.pull_request.draft=true",
    .repeats = true,
    .group = kEventGroup};
inline constexpr Option kInputOption = {.name = "--input",
                                        .letter = "-i",
                                        .value = "NAME=VALUE",
                                        .help = "An input of workflow_dispatch or workflow_call",
                                        .repeats = true,
                                        .completion = Completion::kInput,
                                        .group = kEventGroup};
inline constexpr Option kVariableOption = {.name = "--var",
                                           .letter = "",
                                           .value = "NAME=VALUE",
                                           .help = "A variable of the vars context",
                                           .repeats = true,
                                           .group = kEventGroup};
inline constexpr Option kJobOption = {.name = "--job",
                                      .letter = "-j",
                                      .value = "JOB",
                                      .help =
                                          "Only this job and what it needs: its id, or its name or that of one "
                                          "of its legs as a run shows it",
                                      .repeats = true,
                                      .completion = Completion::kJob};
inline constexpr Option kMatrixOption = {.name = "--matrix",
                                         .letter = "",
                                         .value = "KEY=VALUE",
                                         .help = "Only the legs with this value in their matrix (or KEY:VALUE)",
                                         .repeats = true};
inline constexpr Option kDoublesOption = {
    .name = "--doubles",
    .letter = "",
    .value = "FILE",
    .help = "Put other steps in the place of jobs, steps or actions, to test a workflow (schemas/doubles.schema.json)",
    .completion = Completion::kFile};
inline constexpr Operands kWorkflowOperands = {
    .value = "[WORKFLOW…]",
    .help = "A file, a folder, or the name of one under .github/workflows; without it, all that the event triggers",
    .at_least = 0,
    .at_most = -1,
    .completion = Completion::kWorkflow};

/// What the shared options say. Errors: kUsage.
[[nodiscard]] Result<app::PlanningRequest> planning_request(const Arguments& arguments);

}  // namespace ropewalk::cli
