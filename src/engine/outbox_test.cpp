#include "engine/outbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <stdexcept>
#include <thread>

#include "engine/testing/recorded.h"

namespace ropewalk::engine {
namespace {

record::Event line(std::uint64_t number, std::string text = {}) {
  return {
      .run = RunId("1"),
      .sequence = number,
      .time = {},
      .data = record::LogLine{.job = JobId("job"), .step = 1, .kind = record::LogKind::kText, .text = std::move(text)}};
}

/// Holds every event up until it is opened.
class Gate final : public record::EventSink {
 public:
  void receive(const record::Event& event) override {
    opened_.wait();
    kept.receive(event);
  }
  void open() { opening_.set_value(); }
  KeptEvents kept;

 private:
  std::promise<void> opening_;
  std::shared_future<void> opened_{opening_.get_future()};
};

TEST(Outbox, HandsEventsOnInTheirOrder) {
  KeptEvents kept;
  Outbox outbox(kept, {});
  for (std::uint64_t i = 1; i <= 1000; ++i) {
    outbox.receive(line(i));
  }
  ASSERT_TRUE(outbox.close());
  const auto all = kept.all();
  ASSERT_EQ(all.size(), 1000U);
  for (std::uint64_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].sequence, i + 1);
  }
}

TEST(Outbox, ABlockedSinkHoldsUpNobodyWhoSaysLittle) {
  Gate gate;
  Outbox outbox(gate, {});
  for (std::uint64_t i = 1; i <= 100; ++i) {
    outbox.receive(line(i));
  }
  EXPECT_TRUE(gate.kept.all().empty());
  gate.open();
  ASSERT_TRUE(outbox.close());
  EXPECT_EQ(gate.kept.all().size(), 100U);
}

TEST(Outbox, WhoSaysMuchWaitsUntilAStopGivesRoom) {
  Gate gate;
  std::stop_source stop;
  Outbox outbox(gate, stop.get_token());
  std::promise<void> said;
  const std::string megabyte(std::size_t{1} << 20U, 'x');
  const std::jthread speaker([&] {
    for (std::uint64_t i = 1; i <= 16; ++i) {
      outbox.receive(line(i, megabyte));
    }
    said.set_value();
  });
  auto all_said = said.get_future();
  EXPECT_NE(all_said.wait_for(std::chrono::seconds(0)), std::future_status::ready);
  stop.request_stop();
  all_said.wait();
  gate.open();
  ASSERT_TRUE(outbox.close());
  EXPECT_EQ(gate.kept.all().size(), 16U);
}

TEST(Outbox, WhatTheSinkThrowsIsToldAtTheEndAndTheRestComesAllTheSame) {
  class Throwing final : public record::EventSink {
   public:
    void receive(const record::Event& event) override {
      if (event.sequence == 2) {
        throw std::runtime_error("no space left");
      }
      kept.receive(event);
    }
    KeptEvents kept;
  };
  Throwing sink;
  Outbox outbox(sink, {});
  for (std::uint64_t i = 1; i <= 3; ++i) {
    outbox.receive(line(i));
  }
  const auto closed = outbox.close();
  ASSERT_FALSE(closed);
  EXPECT_THAT(closed.error().message, testing::HasSubstr("no space left"));
  EXPECT_EQ(sink.kept.all().size(), 2U);
}

}  // namespace
}  // namespace ropewalk::engine
