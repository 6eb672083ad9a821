// How jobs and workflows wait for their concurrency groups.
#include <fmt/format.h>

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
  return !graph.waits_for_group;
}

}  // namespace ropewalk::engine
