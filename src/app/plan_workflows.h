// From the words of the command line to a plan: what `plan`, `run` and `run --list` have in common.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/dotenv.h"
#include "app/errors.h"
#include "app/place.h"
#include "plan/make_event.h"
#include "plan/plan.h"

namespace ropewalk::app {

struct PlanningRequest {
  /// Files, folders or names; empty means all that the event triggers.
  std::vector<std::string> workflows;
  /// Its payload is read from `payload_file` when that is set.
  plan::EventRequest event;
  /// The user said which event; else `event.name` is what happens where nothing else is better (choose_event.h).
  bool is_event_named = false;
  /// Counts from the place's base.
  std::optional<std::string> payload_file;
  /// The plan is shown, with the number of files that changed; else git looks at them only where a workflow does.
  bool is_shown = true;
  NamedTexts variables;
  std::vector<std::string> jobs;
  /// Only the legs with these values of their matrix.
  NamedTexts legs;
  /// The workflows are those of HEAD, not those of the working tree.
  bool is_committed = false;
  /// A file of doubles; counts from the place's base.
  std::optional<std::string> doubles_file;
};

/// Finds and reads the workflows, makes the event from git, and plans. Workflows that cannot be read or planned are in
/// Plan::broken. Errors: what the user asked for makes no sense (with what is broken, which may be why), or git fails.
[[nodiscard]] Checked<plan::Plan> plan_workflows(const ports::Files& files, const Place& place,
                                                 PlanningRequest request);

/// How many workflows of the plan run.
[[nodiscard]] std::size_t runs_in(const plan::Plan& plan);

/// True when a job that would run calls a workflow that could not be looked at.
[[nodiscard]] bool is_incomplete(const plan::Plan& plan);

/// True when some workflow of the plan names the event under `on:`, whatever its filters say.
[[nodiscard]] bool is_awaited(const plan::Plan& plan);

}  // namespace ropewalk::app
