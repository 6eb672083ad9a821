#include "app/choose_event.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <string_view>

namespace ropewalk::app {
namespace {

constexpr std::string_view kCall = "workflow_call";
constexpr std::string_view kDispatch = "workflow_dispatch";

bool has(const workflow::Workflow& workflow, std::string_view event) { return workflow.find_trigger(event) != nullptr; }

/// What starts a workflow by itself: a call does not, unless it is all that there is.
std::vector<std::string_view> events_of(const workflow::Workflow& workflow) {
  std::vector<std::string_view> events;
  for (const workflow::Trigger& trigger : workflow.triggers) {
    if (trigger.event != kCall || workflow.triggers.size() == 1) {
      events.push_back(trigger.event);
    }
  }
  return events;
}

/// The event of all workflows, when each has that one alone.
std::optional<std::string_view> only_event(const Workflows& workflows) {
  const std::vector<std::string_view> first = events_of(*workflows.front());
  const auto has_the_same = [&](const auto& workflow) { return events_of(*workflow) == first; };
  return first.size() == 1 && std::ranges::all_of(workflows, has_the_same) ? std::optional(first.front())
                                                                           : std::nullopt;
}

tl::unexpected<Error> fail_for_event(const workflow::Workflow& workflow, std::string_view event) {
  const std::vector<std::string_view> events = events_of(workflow);
  const bool takes_dispatch = std::ranges::find(events, kDispatch) != events.end();
  const std::string_view proposed = takes_dispatch || events.empty() ? kDispatch : events.front();
  const Span span = workflow.triggers.empty() ? Span{} : workflow.triggers.front().span;
  return fail(ErrorKind::kUsage,
              fmt::format("the workflow is not started by {}; it takes {}", event, fmt::join(events, ", ")),
              fmt::format("add --event {}", proposed), SourceRef{workflow.file, span});
}

}  // namespace

Result<std::string> choose_event(const Workflows& workflows, const std::vector<WorkflowPath>& paths,
                                 const plan::EventRequest& request, bool is_named) {
  std::string event = request.name;
  const auto has_event = [&](const auto& workflow) { return has(*workflow, event); };
  if (!is_named) {
    const auto takes_inputs = [](const auto& workflow) { return has(*workflow, kDispatch); };
    if (!request.inputs.empty() && std::ranges::all_of(workflows, takes_inputs)) {
      event = kDispatch;
    } else if (std::ranges::none_of(workflows, has_event)) {
      event = only_event(workflows).value_or(request.name);
    }
  }
  const bool is_answered = std::ranges::any_of(workflows, has_event);
  for (const auto& workflow : workflows) {
    // Of a folder those run that have the event.
    const bool must_run = std::ranges::any_of(
        paths, [&](const WorkflowPath& path) { return path.is_named && path.name == workflow->file->name(); });
    if (!has_event(workflow) && (must_run || !is_answered)) {
      return fail_for_event(*workflow, event);
    }
  }
  return event;
}

}  // namespace ropewalk::app
