#include "engine/schedule/job_graph.h"

#include <gtest/gtest.h>

namespace ropewalk::engine {
namespace {

using record::Conclusion;

/// A node with one ended leg for each of these.
JobNode node_of(const std::vector<std::optional<Conclusion>>& results, bool may_fail = false) {
  JobNode node;
  for (const auto& result : results) {
    auto leg = std::make_unique<Leg>();
    if (result) {
      leg->result = JobResult{.conclusion = *result, .reason = {}, .is_incomplete = false, .outputs = {}};
    }
    leg->may_fail = may_fail;
    node.legs.push_back(std::move(leg));
  }
  return node;
}

TEST(JobGraph, AJobIsAsBadAsItsWorstLeg) {
  EXPECT_EQ(conclusion_of(node_of({Conclusion::kSuccess, Conclusion::kSkipped})), Conclusion::kSuccess);
  EXPECT_EQ(conclusion_of(node_of({Conclusion::kSkipped, Conclusion::kSkipped})), Conclusion::kSkipped);
  EXPECT_EQ(conclusion_of(node_of({Conclusion::kSuccess, Conclusion::kCancelled})), Conclusion::kCancelled);
  EXPECT_EQ(conclusion_of(node_of({Conclusion::kCancelled, Conclusion::kFailure})), Conclusion::kFailure);
}

TEST(JobGraph, WhatMayFailCountsAsASuccessButNotWhatNeverEnded) {
  EXPECT_EQ(conclusion_of(node_of({Conclusion::kFailure}, true)), Conclusion::kSuccess);
  EXPECT_EQ(conclusion_of(node_of({std::nullopt}, true)), Conclusion::kFailure);
}

TEST(JobGraph, WhatNeverEndedIsAFailure) {
  EXPECT_EQ(conclusion_of(node_of({Conclusion::kSuccess, std::nullopt})), Conclusion::kFailure);
  WorkflowGraph graph;
  graph.nodes = std::vector<JobNode>(2);
  graph.nodes[0].result = Conclusion::kSuccess;
  EXPECT_EQ(conclusion_of(graph), Conclusion::kFailure);
  graph.nodes[1].result = Conclusion::kSkipped;
  EXPECT_EQ(conclusion_of(graph), Conclusion::kSuccess);
}

TEST(JobGraph, AncestorsAreAllThatIsNeededDirectlyOrNot) {
  plan::PlannedWorkflow planned;
  planned.jobs.resize(4);
  planned.jobs[0].id = "a";
  planned.jobs[1].id = "b";
  planned.jobs[1].needs = {0};
  planned.jobs[2].id = "c";
  planned.jobs[2].needs = {1};
  planned.jobs[3].id = "d";
  planned.jobs[3].needs = {2, 0};
  WorkflowGraph graph;
  graph.planned = &planned;
  build_graph(graph);
  EXPECT_EQ(graph.nodes[3].ancestors, (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_EQ(graph.nodes[0].dependents, (std::vector<std::size_t>{1, 3}));
  EXPECT_EQ(graph.nodes[3].open_needs, 2U);
  EXPECT_EQ(graph.open_nodes, 4U);
}

}  // namespace
}  // namespace ropewalk::engine
