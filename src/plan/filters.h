// Whether an event starts a workflow: `on:` with its types, branches, tags, paths and workflows.
#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"
#include "plan/event.h"
#include "plan/plan.h"
#include "workflow/model.h"

namespace ropewalk::plan {

/// Why the event does not start the workflow, naming the filter and the value that it said no to; nothing when it does.
/// Follows docs.github.com, "Workflow syntax", `on.<event>`: the default types of events; a push of a tag passes by
/// `paths` and is stopped where only branches are named, and the other way round; the order of patterns decides.
/// Errors: kInvalid with the place, for a pattern that is none.
[[nodiscard]] Result<std::optional<Refusal>> trigger_refusal(const workflow::Workflow& workflow, const Event& event);

/// The same without the filters: refuses only where `on:` does not name the event.
[[nodiscard]] std::optional<Refusal> event_refusal(const workflow::Workflow& workflow, const Event& event);

/// What the filters say against a run that takes place all the same, since its workflow was named.
[[nodiscard]] std::optional<Refusal> passed_over(const PlannedRun& run);

/// True when it depends on changed files whether the event starts the workflow.
[[nodiscard]] bool looks_at_paths(const workflow::Workflow& workflow, std::string_view event);

/// Refuses triggers that GitHub refuses whatever happens, with the place: a pattern that is none. Errors: kInvalid.
[[nodiscard]] Result<void> check_triggers(const workflow::Workflow& workflow);

/// Refuses when the commit's message asks for no runs (`[skip ci]`, `skip-checks: true`), which GitHub heeds for `push`
/// and `pull_request` (docs.github.com, "Skipping workflow runs").
[[nodiscard]] std::optional<Refusal> skip_refusal(const Event& event);

/// The texts of a string or of a sequence of scalars.
[[nodiscard]] std::vector<std::string> texts_of(const workflow::Token& token);

}  // namespace ropewalk::plan
