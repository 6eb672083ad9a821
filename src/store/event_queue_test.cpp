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

}  // namespace
}  // namespace ropewalk::store
