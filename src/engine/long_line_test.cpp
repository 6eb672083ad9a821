// Wherever a long line is cut, no part of a secret is seen.
#include "engine/long_line.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/strings.h"

namespace ropewalk::engine {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 20U;

/// What is shown of a line that comes in pieces of one size, put together again; no piece is longer than the line's.
std::string shown(const SharedMasker& secrets, std::string_view line, std::size_t piece = kPiece) {
  std::string text;
  LongLine long_line(secrets, [&](std::string_view part) {
    EXPECT_LE(part.size(), 2 * kPiece);
    EXPECT_TRUE(is_valid_utf8(part));
    text += part;
  });
  for (; !line.empty(); line.remove_prefix(std::min(piece, line.size()))) {
    long_line.add(line.substr(0, piece));
  }
  long_line.end();
  return text;
}

TEST(LongLine, TextStays) {
  const std::string line = std::string(kPiece * 2 + 5, 'x') + "end";
  EXPECT_EQ(shown(SharedMasker(), line), line);
  EXPECT_EQ(shown(SharedMasker(), line, 4096), line);
}

TEST(LongLine, ASecretAcrossAnyCutIsHidden) {
  SharedMasker secrets;
  secrets.add_value("s3cr3t-plain-9f8e7d6c");
  for (const std::size_t before : {kPiece - 20, kPiece - 10, kPiece - 1, kPiece, kPiece * 2 - 3}) {
    const std::string padding(before, 'x');
    EXPECT_EQ(shown(secrets, padding + "s3cr3t-plain-9f8e7d6c tail"), padding + "*** tail") << before;
  }
}

TEST(LongLine, AStretchOfSecretsLongerThanAPieceIsHiddenWhole) {
  SharedMasker secrets;
  secrets.add_value("abc");
  std::string line = "x";
  while (line.size() < kPiece * 2 + 100) {
    line += "abc";
  }
  const std::string text = shown(secrets, line + "y");
  EXPECT_EQ(text.find_first_of("abc"), std::string::npos);
  EXPECT_EQ(text.front(), 'x');
  EXPECT_EQ(text.back(), 'y');
}

TEST(LongLine, IsCutBetweenCharacters) {
  std::string line = "x";
  while (line.size() < kPiece * 2 + 100) {
    line += "\xC3\xA9";
  }
  EXPECT_EQ(shown(SharedMasker(), line), line);
}

}  // namespace
}  // namespace ropewalk::engine
