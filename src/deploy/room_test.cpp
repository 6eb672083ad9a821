#include "deploy/room.h"

#include <gtest/gtest.h>

#include "deploy/testing/memory_store.h"

namespace ropewalk::deploy {
namespace {

class RoomTest : public ::testing::Test {
 protected:
  std::int64_t serve(Outcome outcome = Outcome::kSucceeded) {
    return *store_.add({.outcome = outcome, .live = Time()}, {.kind = EventKind::kRequested});
  }

  MemoryStore store_;
};

TEST_F(RoomTest, NothingServesWhileTheEnvironmentIsShutDown) {
  const std::int64_t number = serve();
  EXPECT_EQ((*serving(store_))->number, number);
  ASSERT_TRUE(store_.set_fact(kShutDown, "yes"));
  EXPECT_TRUE(*is_shut_down(store_));
  EXPECT_FALSE(*serving(store_));
  EXPECT_EQ((*chosen(store_))->number, number);
}

TEST_F(RoomTest, WhatWasEndedDoesNotServeWhenSomethingIsDeployedAgain) {
  serve();
  const std::int64_t last = serve();
  ASSERT_TRUE(end_serving(store_));
  ASSERT_TRUE(store_.set_fact(kShutDown, ""));
  EXPECT_FALSE(*serving(store_));
  EXPECT_FALSE(*chosen(store_));
  EXPECT_FALSE(*serving_before(store_, last + 1));
  const std::int64_t next = serve(Outcome::kRunning);
  EXPECT_EQ((*serving(store_))->number, next);
  EXPECT_FALSE(*serving_before(store_, next));
}

TEST_F(RoomTest, AnEnvironmentWithoutDeploymentsMayBeShutDown) {
  ASSERT_TRUE(end_serving(store_));
  EXPECT_FALSE(*serving(store_));
}

}  // namespace
}  // namespace ropewalk::deploy
