// Short ways to read a workflow, make an event and plan it, for this room's tests.
#pragma once

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "expr/json_value.h"
#include "expr/object_scope.h"
#include "plan/event.h"
#include "plan/make_event.h"
#include "plan/make_plan.h"
#include "plan/plan.h"
#include "plan/repository_facts.h"
#include "plan/strategy.h"
#include "workflow/reader.h"

namespace ropewalk::plan::testing {

using WorkflowPtr = std::shared_ptr<const workflow::Workflow>;

/// A file that must be one GitHub accepts; called workflows are found among `called` (name and text).
inline WorkflowPtr read(std::string_view text, std::vector<std::pair<std::string, std::string>> called = {},
                        std::string name = ".github/workflows/ci.yml") {
  const auto load = [&](std::string_view uses) -> Result<SourceFilePtr> {
    for (const auto& [file, content] : called) {
      if (uses == file) {
        return std::make_shared<const SourceFile>(file.substr(2), content);
      }
    }
    return fail(ErrorKind::kNotFound, fmt::format("no file {}", uses));
  };
  const auto file = std::make_shared<const SourceFile>(std::move(name), std::string(text));
  const workflow::ReadWorkflowResult result = workflow::read_workflow(file, {}, load);
  for (const Error& error : result.errors) {
    ADD_FAILURE() << error.message;
  }
  return result.workflow;
}

inline ports::Commit commit(std::string sha, std::string message) {
  ports::Commit result;
  result.sha = std::move(sha);
  result.tree = std::string(40, 'e');
  result.message = std::move(message);
  result.author_name = result.committer_name = "Ada Lovelace";
  result.author_email = result.committer_email = "ada@example.com";
  result.author_date = result.committer_date = "2026-03-01T10:00:00Z";
  return result;
}

/// A clone of `octo/parcels` on the branch `feature/labels`, one commit ahead of main.
inline RepositoryFacts facts() {
  RepositoryFacts result;
  result.full_name = "octo/parcels";
  result.branch = "feature/labels";
  result.commits = {commit(std::string(40, 'a'), "Print labels\n\nIn colour.")};
  result.base_commit = std::string(40, 'b');
  result.changes = std::vector<ports::Change>{{ports::ChangeKind::kModified, "README.md"},
                                              {ports::ChangeKind::kAdded, "src/labels.py"}};
  result.actor = "ada";
  return result;
}

inline Event event(std::string name, std::vector<std::pair<std::string, std::string>> overrides = {},
                   const RepositoryFacts& repository = facts()) {
  EventRequest request;
  request.name = std::move(name);
  request.overrides = std::move(overrides);
  auto made = make_event(request, repository);
  if (!made) {
    ADD_FAILURE() << made.error().message;
    return {};
  }
  return *std::move(made);
}

inline Plan plan(const std::vector<WorkflowPtr>& workflows, Event of) {
  PlanRequest request;
  request.event = std::move(of);
  auto made = make_plan(workflows, request);
  if (!made) {
    ADD_FAILURE() << made.error().message;
    return {};
  }
  return *std::move(made);
}

/// Why the workflow does not run; empty when it does.
inline std::string refusal(std::string_view workflow, Event of) {
  const Plan made = plan({read(workflow)}, std::move(of));
  if (made.runs.empty()) {
    return "no plan";
  }
  return made.runs[0].refusal ? made.runs[0].refusal->reason : "";
}

/// `on:` and a job that does nothing.
inline std::string with_trigger(std::string_view on) {
  return fmt::format("on:\n{}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo\n", on);
}

/// A workflow on push with these jobs, each line indented by two.
inline std::string with_jobs(std::string_view jobs) { return fmt::format("on: push\njobs:\n{}", jobs); }

/// Expands the strategy of a job: `matrix:` and what belongs to it, indented by six.
inline Result<Strategy> expand(std::string_view strategy, std::string_view contexts = "{}") {
  const std::string text = with_jobs(
      fmt::format("  test:\n    strategy:\n{}\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo\n", strategy));
  const WorkflowPtr workflow = read(text);
  if (!workflow) {
    return fail(ErrorKind::kInvalid, "unreadable");
  }
  const expr::Value values = expr::to_value(parse_json(contexts, "contexts").value());
  return expand_strategy(workflow->jobs[0], workflow->file, expr::ObjectScope(values.object()));
}

/// The matrix of each leg as JSON.
inline std::vector<std::string> matrices(const Result<Strategy>& strategy) {
  std::vector<std::string> result;
  if (!strategy) {
    return {"error: " + strategy.error().message};
  }
  for (const Leg& leg : strategy->legs) {
    result.push_back(to_json_text(expr::to_json(leg.matrix)));
  }
  return result;
}

inline std::vector<std::string> labels(const Result<Strategy>& strategy) {
  std::vector<std::string> result;
  if (!strategy) {
    return {"error: " + strategy.error().message};
  }
  for (const Leg& leg : strategy->legs) {
    result.push_back(leg.label);
  }
  return result;
}

}  // namespace ropewalk::plan::testing
