#include "app/notify/messages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "deploy/approvals/approvals.h"
#include "deploy/testing/memory_store.h"

namespace ropewalk::app {
namespace {

using deploy::Deployment;
using deploy::Event;
using deploy::EventKind;
using deploy::Outcome;
using notify::Happening;
using testing::ElementsAre;

class MessagesTest : public ::testing::Test {
 protected:
  std::int64_t ask(Outcome outcome = Outcome::kWaiting) {
    Deployment one;
    one.service = "shop";
    one.environment = "production";
    one.digest = "sha256:a";
    one.outcome = outcome;
    Event first;
    first.kind = EventKind::kRequested;
    first.outcome = outcome;
    return *store_.add(one, first);
  }
  void happen(std::int64_t number, EventKind kind, Outcome outcome, std::string text = {}, json::object data = {}) {
    Deployment one = **store_.deployment(number);
    one.outcome = outcome;
    Event event;
    event.number = number;
    event.kind = kind;
    event.outcome = outcome;
    event.text = std::move(text);
    event.data = std::move(data);
    ASSERT_TRUE(store_.append(event, &one));
  }
  [[nodiscard]] std::vector<Happening> told(std::int64_t after = 0) const {
    std::vector<Happening> all;
    const auto messages = new_messages(store_, after, "head");
    for (const notify::Message& message : *messages) {
      all.push_back(message.what);
    }
    return all;
  }

  deploy::MemoryStore store_;
};

TEST_F(MessagesTest, ADeploymentWaitsStartsAndEndsOnce) {
  const std::int64_t number = ask();
  happen(number, EventKind::kWaiting, Outcome::kWaiting, "1 more approval");
  happen(number, EventKind::kWaiting, Outcome::kWaiting, "its turn");
  deploy::Vote vote;
  vote.by = {deploy::Identity::Kind::kUser, "alice"};
  ASSERT_TRUE(store_.append(deploy::vote_event(**store_.deployment(number), vote), nullptr));
  happen(number, EventKind::kStep, Outcome::kRunning);
  happen(number, EventKind::kStep, Outcome::kRunning);
  happen(number, EventKind::kEnded, Outcome::kSucceeded);
  EXPECT_THAT(told(), ElementsAre(Happening::kWaiting, Happening::kStarted, Happening::kSucceeded));
  EXPECT_THAT(told(6), ElementsAre(Happening::kSucceeded));
}

TEST_F(MessagesTest, WhatWaitsForItsTurnAloneIsNotToldAndWhatPeopleHaveToDoThenIs) {
  const std::int64_t number = ask();
  happen(number, EventKind::kWaiting, Outcome::kWaiting, "deployment 1 to end", {{deploy::kTurnData, true}});
  EXPECT_THAT(told(), ElementsAre());
  happen(number, EventKind::kWaiting, Outcome::kWaiting, "1 more approval");
  happen(number, EventKind::kWaiting, Outcome::kWaiting, "deployment 2 to end", {{deploy::kTurnData, true}});
  happen(number, EventKind::kWaiting, Outcome::kWaiting, "its change window");
  EXPECT_THAT(told(), ElementsAre(Happening::kWaiting));
}

TEST_F(MessagesTest, EachEndIsToldAsWhatItIs) {
  for (const Outcome end : {Outcome::kFailed, Outcome::kRolledBack, Outcome::kSuperseded, Outcome::kRejected}) {
    happen(ask(), EventKind::kEnded, end);
  }
  EXPECT_THAT(told(),
              ElementsAre(Happening::kFailed, Happening::kRolledBack, Happening::kSuperseded, Happening::kRejected));
}

TEST_F(MessagesTest, TheSameEventGivesTheSameIdAndAnotherAnother) {
  happen(ask(), EventKind::kEnded, Outcome::kFailed);
  happen(ask(), EventKind::kEnded, Outcome::kFailed);
  const auto once = *new_messages(store_, 0, "a");
  const auto again = *new_messages(store_, 0, "b");
  ASSERT_EQ(once.size(), 2U);
  EXPECT_EQ(once[0].id, again[0].id);
  EXPECT_NE(once[0].id, once[1].id);
}

}  // namespace
}  // namespace ropewalk::app
