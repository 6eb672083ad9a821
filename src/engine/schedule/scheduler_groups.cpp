// How jobs and workflows wait for their concurrency groups.
#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "engine/evaluate.h"
#include "engine/schedule/job_scope.h"
#include "engine/schedule/scheduler.h"
#include "plan/concurrency.h"

namespace ropewalk::engine {

using record::Conclusion;

namespace {

/// Who of the workflows and calling jobs around a member of `graph` is in the group already, in GitHub's words; empty
/// when nobody is. It would wait for itself.
std::string enclosing_holder(const WorkflowGraph& graph, std::string_view group) {
  const WorkflowGraph* around = &graph;
  while (true) {
    const Leg* caller = around->caller;
    if (around->group != nullptr && equals_ignoring_case(around->group_name, group)) {
      return caller == nullptr ? "a top level workflow" : fmt::format("'{}'", caller->name);
    }
    if (caller == nullptr) {
      return {};
    }
    if (caller->group != nullptr && equals_ignoring_case(caller->group_name, group)) {
      return fmt::format("'{}'", caller->name);
    }
    around = caller->node->graph;
  }
}

/// What is in a group or waits for one: a job, or a workflow as a whole.
struct Part {
  const WorkflowGraph* graph = nullptr;
  const Leg* leg = nullptr;

  [[nodiscard]] bool waits() const { return leg != nullptr ? leg->waits_for_group : graph->waits_for_group; }
  [[nodiscard]] const std::string& group() const { return leg != nullptr ? leg->group_name : graph->group_name; }
  [[nodiscard]] bool is_in(std::string_view name) const {
    const bool has_place = leg != nullptr ? leg->group != nullptr : graph->group != nullptr;
    return has_place && !waits() && equals_ignoring_case(group(), name);
  }
  [[nodiscard]] bool operator==(const Part&) const = default;
};

/// Asks the workflow and all that is in it, called workflows too, until one is found.
template <class Asked>
bool any_part(const WorkflowGraph& graph, const Asked& asked) {
  if (asked(Part{.graph = &graph, .leg = nullptr})) {
    return true;
  }
  for (const JobNode& node : graph.nodes) {
    for (const auto& leg : node.legs) {
      if (asked(Part{.graph = nullptr, .leg = leg.get()}) ||
          (leg->called != nullptr && any_part(*leg->called, asked))) {
        return true;
      }
    }
  }
  return false;
}

std::optional<Part> holder_of(const std::vector<WorkflowGraph*>& graphs, std::string_view group) {
  std::optional<Part> found;
  for (const WorkflowGraph* graph : graphs) {
    any_part(*graph, [&](const Part& part) {
      if (part.is_in(group)) {
        found = part;
      }
      return found.has_value();
    });
  }
  return found;
}

bool encloses(const Part& outer, const WorkflowGraph* graph) {
  while (graph != nullptr) {
    const Leg* caller = graph->caller;
    if (outer.graph == graph || (caller != nullptr && outer.leg == caller)) {
      return true;
    }
    graph = caller == nullptr ? nullptr : caller->node->graph;
  }
  return false;
}

/// Whether who waits for the group, being part of `graph`, would wait for ever: whoever is in it waits, itself or by a
/// job of its called workflow and perhaps over others, for a group that `graph` or its callers are in.
bool waits_in_circle(const std::vector<WorkflowGraph*>& graphs, const WorkflowGraph& graph, std::string_view group) {
  std::vector<Part> holders;
  const auto add_holder = [&](std::string_view name) {
    const auto holder = holder_of(graphs, name);
    if (holder && std::find(holders.begin(), holders.end(), *holder) == holders.end()) {
      holders.push_back(*holder);
    }
  };
  add_holder(group);
  for (std::size_t i = 0; i < holders.size(); ++i) {
    const Part holder = holders[i];
    if (encloses(holder, &graph)) {
      return true;
    }
    const WorkflowGraph* inside = holder.leg != nullptr ? holder.leg->called.get() : holder.graph;
    if (inside != nullptr) {
      any_part(*inside, [&](const Part& part) {
        if (part.waits()) {
          add_holder(part.group());
        }
        return false;
      });
    }
  }
  return false;
}

constexpr std::string_view kCircle = "jobs that wait for each other";

std::string deadlock(std::string_view group, std::string_view holder, std::string_view own) {
  return fmt::format("Canceling since a deadlock was detected for concurrency group: '{}' between {} and '{}'", group,
                     holder, own);
}

}  // namespace

bool Scheduler::enter_group(Leg& leg, const plan::Concurrency& concurrency) {
  const WorkflowGraph& graph = *leg.node->graph;
  if (const std::string holder = enclosing_holder(graph, concurrency.group); !holder.empty()) {
    finish(leg, result_of(Conclusion::kFailure, deadlock(concurrency.group, holder, leg.name)));
    return false;
  }
  GroupCalls calls{.on_turn =
                       [this, &leg] {
                         inbox_.post([this, &leg] {
                           if (leg.waits_for_group) {
                             leg.waits_for_group = false;
                             --awaited_;
                             admit(leg);
                           }
                         });
                       },
                   .on_cancel =
                       [this, &leg] {
                         inbox_.post([this, &leg] {
                           const std::string reason =
                               fmt::format("a newer job of the concurrency group '{}' has come", leg.group_name);
                           if (leg.waits_for_group) {
                             finish(leg, result_of(Conclusion::kCancelled, reason));
                           } else {
                             cancel(leg, reason);
                           }
                         });
                       }};
  const GroupMember member{.repository = graph.run->event.repository, .run = graph.run->identity.id, .job = leg.name};
  auto place = groups_.enter(concurrency, member, std::move(calls));
  if (!place) {
    finish(leg, result_of(Conclusion::kFailure, place.error().message));
    return false;
  }
  leg.group_name = concurrency.group;
  leg.group = std::move(*place);
  leg.waits_for_group = !leg.group->has_turn();
  awaited_ += leg.waits_for_group ? 1 : 0;
  if (leg.waits_for_group && waits_in_circle(graphs_, graph, concurrency.group)) {
    finish(leg, result_of(Conclusion::kFailure, deadlock(concurrency.group, kCircle, leg.name)));
    return false;
  }
  if (leg.waits_for_group) {
    tell_wait(leg, concurrency.group, leg.group->holder());
  }
  return !leg.waits_for_group;
}

bool Scheduler::enter_group(WorkflowGraph& graph) {
  const workflow::Workflow& workflow = *graph.planned->workflow;
  auto concurrency = plan::evaluate_concurrency(workflow.concurrency, workflow.file, WorkflowScope(graph));
  if (!concurrency) {
    end(graph, Conclusion::kFailure, placed_message(concurrency.error()));
    return false;
  }
  if (!*concurrency) {
    return true;
  }
  const std::string& group = (*concurrency)->group;
  const std::string own = graph.caller == nullptr ? std::string() : graph.caller->name;
  if (const std::string holder = enclosing_holder(graph, group); !holder.empty()) {
    end(graph, Conclusion::kFailure, deadlock(group, holder, own));
    return false;
  }
  GroupCalls calls{.on_turn =
                       [this, &graph] {
                         inbox_.post([this, &graph] {
                           if (graph.waits_for_group) {
                             graph.waits_for_group = false;
                             --awaited_;
                             look_at_jobs(graph);
                           }
                         });
                       },
                   .on_cancel =
                       [this, &graph] {
                         inbox_.post([this, &graph] {
                           cancel(graph,
                                  fmt::format("a newer run of the concurrency group '{}' has come", graph.group_name));
                         });
                       }};
  auto place = groups_.enter(**concurrency,
                             {.repository = graph.run->event.repository, .run = graph.run->identity.id, .job = own},
                             std::move(calls));
  if (!place) {
    end(graph, Conclusion::kFailure, place.error().message);
    return false;
  }
  graph.group_name = group;
  graph.group = std::move(*place);
  graph.waits_for_group = !graph.group->has_turn();
  awaited_ += graph.waits_for_group ? 1 : 0;
  if (graph.waits_for_group && waits_in_circle(graphs_, graph, group)) {
    end(graph, Conclusion::kFailure, deadlock(group, kCircle, own));
    return false;
  }
  if (graph.waits_for_group) {
    announce_jobs(graph);
    for (const JobNode& node : graph.nodes) {
      for (const auto& leg : node.legs) {
        if (node.open_needs == 0) {
          tell_wait(*leg, group, graph.group->holder());
        }
      }
    }
  }
  return !graph.waits_for_group;
}

void Scheduler::tell_wait(const Leg& leg, std::string_view group, std::string_view holder) {
  if (leg.is_announced) {
    tell(*leg.node->graph->run,
         record::LogLine{.job = leg.id,
                         .step = 0,
                         .kind = record::LogKind::kText,
                         .text = fmt::format("waiting for the concurrency group '{}', which {} is in", group, holder)});
  }
}

}  // namespace ropewalk::engine
