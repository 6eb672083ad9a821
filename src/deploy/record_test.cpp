#include "deploy/record.h"

#include <gtest/gtest.h>

namespace ropewalk::deploy {
namespace {

TEST(DeploymentRecord, ComesBackFromItsJson) {
  Deployment deployment{.number = 7,
                        .environment = "production",
                        .service = "parcels",
                        .kind = Kind::kRollback,
                        .version = "v1.2",
                        .outcome = Outcome::kRolledBack,
                        .reason = Reason::kErrors,
                        .started = Time(std::chrono::seconds(1000)),
                        .ended = Time(std::chrono::seconds(1060)),
                        .requests = 12};
  deployment.changes.push_back({"abc", Time(std::chrono::seconds(900))});
  const auto read = deployment_from_json(to_json(deployment));
  ASSERT_TRUE(read);
  EXPECT_EQ(to_json(*read), to_json(deployment));
  EXPECT_FALSE(read->live);
}

TEST(DeploymentRecord, CommitsThatAreNotKnownAreNull) {
  const Deployment deployment{.number = 7, .misses_changes = true};
  json::object object = to_json(deployment);
  EXPECT_TRUE(object.at("changes").is_null());
  EXPECT_TRUE(deployment_from_json(object)->misses_changes);
  object["changes"] = json::array();
  EXPECT_FALSE(deployment_from_json(object)->misses_changes);
}

TEST(DeploymentRecord, ARecordWithoutAResultIsAnError) {
  EXPECT_FALSE(deployment_from_json(json::object{{"number", 1}}));
  EXPECT_FALSE(deployment_from_json(json::array{}));
}

TEST(JournalEvent, ComesBackFromItsJsonWithItsDecision) {
  Event event{.sequence = 3,
              .number = 7,
              .time = Time(std::chrono::seconds(1000)),
              .kind = EventKind::kDecision,
              .text = "more errors",
              .fence = 2};
  event.reason = Reason::kNone;
  event.decision = Decision{.rule = "errors",
                            .verdict = Verdict::kRollBack,
                            .reason = Reason::kErrors,
                            .weight = 10,
                            .candidate = {.requests = 50, .errors = 9, .p95_ms = 12.5}};
  const auto read = event_from_json(to_json(event));
  ASSERT_TRUE(read);
  EXPECT_EQ(to_json(*read), to_json(event));
  ASSERT_TRUE(read->decision);
  EXPECT_EQ(read->decision->candidate.errors, 9);
}

TEST(HistoryRow, HasTheMembersOfItsContractInOrder) {
  std::vector<std::string> keys;
  for (const auto& member : history_row({})) {
    keys.emplace_back(member.key());
  }
  EXPECT_EQ(keys, (std::vector<std::string>{"number", "version", "digest", "commit", "by", "strategy", "result",
                                            "reason", "detail", "started", "ended", "requests", "cut"}));
}

}  // namespace
}  // namespace ropewalk::deploy
