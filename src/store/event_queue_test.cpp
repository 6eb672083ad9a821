// What fast writers and a slow disk mean for the events between them.
#include "store/event_queue.h"

#include <gtest/gtest.h>

#include <thread>

namespace ropewalk::store {
namespace {

record::Event line_of(std::size_t bytes) {
  record::Event event;
  event.data = record::LogLine{.job = JobId("a"), .text = std::string(bytes, 'x')};
  return event;
}

record::Event start_of_run() {
  record::Event event;
  event.data = record::RunStarted();
  return event;
}

TEST(EventQueue, PutWaitsWhileMuchIsOnItsWay) {
  constexpr std::size_t kHalfOfTheMost = std::size_t{8} * 1024 * 1024;
  constexpr int kEvents = 7;
  EventQueue queue;
  std::jthread writer([&] {
    for (int i = 0; i < kEvents; ++i) {
      queue.put(line_of(kHalfOfTheMost));
    }
    queue.close();
  });
  std::size_t all = 0;
  for (auto batch = queue.take(); !batch.empty(); batch = queue.take()) {
    EXPECT_LE(batch.size(), 2U);
    all += batch.size();
    queue.done();
  }
  EXPECT_EQ(all, static_cast<std::size_t>(kEvents));
}

TEST(EventQueue, TheStartOfARunWaitsForNoCompany) {
  EventQueue queue(std::chrono::hours(24));
  std::jthread writer([&] {
    queue.put(line_of(1));
    queue.put(start_of_run());
  });
  std::size_t taken = 0;
  while (taken < 2) {
    taken += queue.take().size();
    queue.done();
  }
  queue.put(start_of_run());
  EXPECT_EQ(queue.take().size(), 1U);
}

}  // namespace
}  // namespace ropewalk::store
