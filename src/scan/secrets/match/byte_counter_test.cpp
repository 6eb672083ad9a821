#include "scan/secrets/match/byte_counter.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace ropewalk::scan {
namespace {

TEST(ByteCounter, KnowsEveryByteOfEverySet) {
  std::mt19937 random(20261127);
  for (int round = 0; round < 50; ++round) {
    ByteSet set;
    for (std::size_t byte = 0; byte < 256; ++byte) {
      set[byte] = random() % 2 == 0;
    }
    const ByteCounter counter(set);
    for (std::size_t byte = 0; byte < 256; ++byte) {
      for (const Lanes lanes : {Lanes::kOne, widest_lanes()}) {
        EXPECT_EQ(counter.count(std::string(67, static_cast<char>(byte)), lanes), set[byte] ? 67 : 0) << byte;
      }
    }
  }
}

TEST(ByteCounter, LeavesNoneOutAndGoesFewBytesTooFar) {
  ByteSet set;
  set[' '] = set['='] = true;
  const ByteCounter counter(set);
  std::mt19937 random(7);
  for (int round = 0; round < 500; ++round) {
    std::string text(random() % 600, 'x');
    for (char& c : text) {
      c = " =abc\t"[random() % 6];
    }
    const std::string_view whole = text;
    const std::size_t at = random() % (text.size() + 1);
    const std::size_t wanted = 1 + random() % 40;
    const std::size_t end = counter.behind(text, at, text.size(), wanted);
    const std::size_t begin = counter.before(text, 0, at, wanted);
    EXPECT_TRUE(end == text.size() || counter.count(whole.substr(at, end - at)) >= wanted);
    EXPECT_TRUE(begin == 0 || counter.count(whole.substr(begin, at - begin)) >= wanted);
    if (end > at + 64) {
      EXPECT_LT(counter.count(whole.substr(at, end - at - 64)), wanted);
    }
    if (at > begin + 64) {
      EXPECT_LT(counter.count(whole.substr(begin + 64, at - begin - 64)), wanted);
    }
  }
}

}  // namespace
}  // namespace ropewalk::scan
