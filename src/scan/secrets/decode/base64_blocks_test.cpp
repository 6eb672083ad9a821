#include "scan/secrets/decode/base64_blocks.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace ropewalk::scan {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("+/-_").find(c) != std::string_view::npos;
}

/// Byte by byte.
std::size_t first_run(std::string_view text, std::size_t from) {
  std::size_t letters = 0;
  for (std::size_t at = from; at < text.size(); ++at) {
    letters = is_letter(text[at]) ? letters + 1 : 0;
    if (letters == 16) {
      return at + 1 - letters;
    }
  }
  return text.size();
}

class Base64Blocks : public testing::TestWithParam<Lanes> {
 protected:
  void SetUp() override {
    if (GetParam() > widest_lanes()) {
      GTEST_SKIP() << "this processor cannot";
    }
  }
};

TEST_P(Base64Blocks, KnowEveryByte) {
  for (int byte = 0; byte < 256; ++byte) {
    bool is_found = false;
    const std::string text(128, static_cast<char>(byte));
    EXPECT_EQ(pass_base64_blocks(text, 0, is_found, GetParam()), is_letter(static_cast<char>(byte)) ? 0 : 128) << byte;
    EXPECT_EQ(is_found, is_letter(static_cast<char>(byte))) << byte;
  }
}

TEST_P(Base64Blocks, FindTheFirstRunWhereverItBegins) {
  std::mt19937 random(20261127);
  for (int round = 0; round < 2000; ++round) {
    std::string text(64 + random() % 400, ' ');
    for (char& c : text) {
      c = random() % 13 == 0 ? static_cast<char>(random()) : "aZ5_-/+k"[random() % 8];
    }
    const std::size_t from = random() % 40;
    bool is_found = false;
    const std::size_t at = pass_base64_blocks(text, from, is_found, GetParam());
    const std::size_t expected = first_run(text, from);
    if (is_found) {
      EXPECT_EQ(at, expected);
    } else {
      // What is left is shorter than a block, and has the run if there is one.
      EXPECT_LT(text.size() - at, 64U);
      EXPECT_LE(at, expected);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Lanes, Base64Blocks, testing::Values(Lanes::kSixteen, Lanes::kThirtyTwo));

}  // namespace
}  // namespace ropewalk::scan
