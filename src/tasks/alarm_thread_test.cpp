#include "tasks/alarm_thread.h"

#include <gtest/gtest.h>

#include <latch>
#include <vector>

namespace ropewalk::tasks {
namespace {

using Clock = std::chrono::steady_clock;

TEST(AlarmThread, CallsInTheOrderOfTheirTimes) {
  AlarmThread alarms;
  std::vector<int> order;
  std::latch done(3);
  const auto note = [&](int number) {
    return [&, number] {
      order.push_back(number);
      done.count_down();
    };
  };
  // The first keeps the thread busy until all are set, so that none of them depends on how fast this test is.
  std::latch all_set(1);
  const auto busy = alarms.set(Clock::now(), [&] { all_set.wait(); });
  const auto third = alarms.set(Clock::now() + std::chrono::milliseconds(3), note(3));
  const auto second = alarms.set(Clock::now(), note(2));
  const auto first = alarms.set(Clock::now() - std::chrono::hours(1), note(1));
  all_set.count_down();
  done.wait();
  EXPECT_EQ(order, (std::vector{1, 2, 3}));
}

TEST(AlarmThread, WhatIsTakenBackIsNeverCalled) {
  AlarmThread alarms;
  std::latch all_set(1);
  std::latch done(1);
  bool is_called = false;
  const auto busy = alarms.set(Clock::now(), [&] { all_set.wait(); });
  const auto taken_back = alarms.set(Clock::now(), [&] { is_called = true; });
  const auto last = alarms.set(Clock::now(), [&] { done.count_down(); });
  alarms.take_back(taken_back);
  alarms.take_back(taken_back);
  all_set.count_down();
  done.wait();
  EXPECT_FALSE(is_called);
}

TEST(AlarmThread, ACallMaySetAnotherAndTakeItselfBack) {
  AlarmThread alarms;
  std::latch done(1);
  std::latch known(1);
  std::shared_ptr<AlarmCall> self;
  std::shared_ptr<AlarmCall> next;
  self = alarms.set(Clock::now(), [&] {
    known.wait();
    next = alarms.set(Clock::now(), [&] { done.count_down(); });
    alarms.take_back(self);
  });
  known.count_down();
  done.wait();
}

TEST(AlarmThread, TakingBackWaitsForACallUnderWay) {
  AlarmThread alarms;
  std::latch begun(1);
  std::atomic<bool> is_over = false;
  const auto call = alarms.set(Clock::now(), [&] {
    begun.count_down();
    std::this_thread::yield();
    is_over = true;
  });
  begun.wait();
  alarms.take_back(call);
  EXPECT_TRUE(is_over);
}

TEST(AlarmThread, EndsWithAlarmsToCome) {
  AlarmThread alarms;
  const auto never = alarms.set(Clock::now() + std::chrono::hours(1), [] { ADD_FAILURE(); });
}

}  // namespace
}  // namespace ropewalk::tasks
