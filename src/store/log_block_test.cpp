// Lines come out of a block as they went in, and nothing that is no block is believed.
#include "store/log_block.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/json.h"

namespace ropewalk::store {
namespace {

using record::LogKind;
using record::LogLine;

record::Time at(std::int64_t milliseconds) { return record::Time(std::chrono::milliseconds(milliseconds)); }

LogLine line(LogKind kind, std::string text) {
  return {.job = JobId("a"), .step = 3, .kind = kind, .text = std::move(text)};
}

TEST(LogBlock, LinesComeOutAsTheyWentIn) {
  LogBlock block;
  block.add(7, at(1'700'000'000'123), line(LogKind::kGroup, "Run x"));
  block.add(9, at(1'700'000'000'120), line(LogKind::kText, ""));
  block.add(1'000'000, at(1'700'000'100'000), line(LogKind::kNotice, std::string(100'000, 'x')));
  EXPECT_EQ(block.first(), 7U);
  EXPECT_EQ(block.last(), 1'000'000U);
  EXPECT_EQ(block.lines(), 3U);
  const std::string packed = block.take();
  EXPECT_TRUE(block.is_empty());
  EXPECT_LT(packed.size(), 1000U);
  const auto events = unpack_block(packed, RunId("r"), JobId("a"), 3);
  ASSERT_TRUE(events.has_value());
  ASSERT_EQ(events->size(), 3U);
  EXPECT_EQ(
      to_json_text(record::to_json(events->at(1))),
      R"({"type":"log","run":"r","sequence":9,"time":"2023-11-14T22:13:20.120Z","job":"a","step":3,"kind":"text","text":""})");
  EXPECT_EQ(events->at(2).sequence, 1'000'000U);
  EXPECT_EQ(std::get<LogLine>(events->at(2).data).kind, LogKind::kNotice);
}

TEST(LogBlock, EveryKindHasItsNumber) {
  for (int kind = 0; kind <= static_cast<int>(LogKind::kNotice); ++kind) {
    LogBlock block;
    block.add(1, at(0), line(static_cast<LogKind>(kind), "x"));
    const auto events = unpack_block(block.take(), RunId("r"), JobId("a"), 3);
    EXPECT_EQ(std::get<LogLine>(events->front().data).kind, static_cast<LogKind>(kind));
  }
}

RC_GTEST_PROP(LogBlock, DamagedBytesAreAnErrorOrLines, (std::size_t place, char byte)) {
  LogBlock block;
  for (std::uint64_t i = 1; i < 20; ++i) {
    block.add(i, at(1'700'000'000'000), line(LogKind::kText, "line"));
  }
  std::string packed = block.take();
  packed[place % packed.size()] = byte;
  static_cast<void>(unpack_block(packed, RunId("r"), JobId("a"), 3));
  static_cast<void>(unpack_block(std::string_view(packed).substr(0, place % packed.size()), RunId("r"), JobId("a"), 3));
}

}  // namespace
}  // namespace ropewalk::store
