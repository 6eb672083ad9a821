#include "app/choose_event.h"

#include <gtest/gtest.h>

#include <memory>

#include "workflow/reader.h"

namespace ropewalk::app {
namespace {

std::shared_ptr<const workflow::Workflow> on(std::string name, const std::string& triggers) {
  const std::string text = "on: " + triggers + "\njobs: {a: {runs-on: x, steps: [{run: echo}]}}\n";
  return workflow::read_workflow(std::make_shared<const SourceFile>(std::move(name), text)).workflow;
}

/// The event, or what is said with its hint.
std::string chosen(const Workflows& workflows, bool has_input = false, std::string named = {}) {
  std::vector<WorkflowPath> paths;
  for (const auto& workflow : workflows) {
    paths.push_back({workflow->file->name(), workflow->file->name(), true});
  }
  plan::EventRequest request;
  if (has_input) {
    request.inputs = {{"a", "b"}};
  }
  const bool is_named = !named.empty();
  if (is_named) {
    request.name = std::move(named);
  }
  const auto event = choose_event(workflows, paths, request, is_named);
  return event ? *event : event.error().message + "; " + event.error().hint;
}

TEST(ChooseEvent, PushIsFirstAndElseTheOnlyOne) {
  EXPECT_EQ(chosen({on("a", "[pull_request, push]")}), "push");
  EXPECT_EQ(chosen({on("a", "workflow_dispatch")}), "workflow_dispatch");
  EXPECT_EQ(chosen({on("a", "[workflow_call, pull_request]")}), "pull_request");
  EXPECT_EQ(chosen({on("a", "workflow_call")}), "workflow_call");
  EXPECT_EQ(chosen({on("a", "release"), on("b", "release")}), "release");
}

TEST(ChooseEvent, InputsAreForADispatch) {
  EXPECT_EQ(chosen({on("a", "[push, workflow_dispatch]")}, true), "workflow_dispatch");
  EXPECT_EQ(chosen({on("a", "[push, workflow_dispatch]"), on("b", "push")}, true), "push");
}

TEST(ChooseEvent, AsksWhereItCannotTell) {
  EXPECT_EQ(chosen({on("a", "[release, issues]")}),
            "the workflow is not started by push; it takes release, issues; add --event release");
  EXPECT_EQ(chosen({on("a", "[release, workflow_dispatch]")}),
            "the workflow is not started by push; it takes release, workflow_dispatch; add --event workflow_dispatch");
  EXPECT_EQ(chosen({on("a", "push"), on("b", "release")}),
            "the workflow is not started by push; it takes release; add --event release");
}

TEST(ChooseEvent, OneThatTheUserNamedMustBeThere) {
  EXPECT_EQ(chosen({on("a", "[push, release]")}, false, "release"), "release");
  EXPECT_EQ(chosen({on("a", "push")}, false, "release"),
            "the workflow is not started by release; it takes push; add --event push");
}

TEST(ChooseEvent, OfAFolderThoseRunThatHaveIt) {
  const Workflows workflows = {on("a", "push"), on("b", "release")};
  const std::vector<WorkflowPath> paths = {{"a", "a"}, {"b", "b"}};
  EXPECT_EQ(choose_event(workflows, paths, {}, false).value(), "push");
  plan::EventRequest issues;
  issues.name = "issues";
  EXPECT_FALSE(choose_event({workflows[1]}, paths, issues, true));
}

}  // namespace
}  // namespace ropewalk::app
