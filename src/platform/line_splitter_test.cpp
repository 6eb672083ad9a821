// Lines come out whole, whatever pieces the bytes came in.
#include "platform/line_splitter.h"

#include <gtest/gtest.h>

#include <vector>

namespace ropewalk::platform {
namespace {

std::vector<std::string> split_in_pieces(std::string_view text, std::size_t piece) {
  std::vector<std::string> lines;
  LineSplitter splitter([&](std::string_view line) { lines.emplace_back(line); });
  for (; !text.empty(); text.remove_prefix(std::min(piece, text.size()))) {
    splitter.feed(text.substr(0, piece));
  }
  splitter.finish();
  return lines;
}

TEST(LineSplitter, EndsLinesAtLfCrLfAndCrInAnyPieces) {
  const std::vector<std::string> expected{"a", "", "b", "50%", "100%", "", "\xff\xfe", "last"};
  for (const std::size_t piece : {1U, 2U, 3U, 100U}) {
    EXPECT_EQ(split_in_pieces("a\n\nb\r\n50%\r100%\r\n\r\n\xff\xfe\nlast", piece), expected) << piece;
  }
}

TEST(LineSplitter, AFinalLineEndOpensNoFurtherLine) {
  EXPECT_EQ(split_in_pieces("a\n", 9), std::vector<std::string>{"a"});
  EXPECT_EQ(split_in_pieces("a\r", 9), std::vector<std::string>{"a"});
  EXPECT_TRUE(split_in_pieces("", 9).empty());
}

TEST(LineSplitter, HandsOnAHugeLineInPieces) {
  const std::string huge(LineSplitter::kMaxLine * 2 + 5, 'x');
  const auto lines = split_in_pieces(huge + "\nnext", 65536);
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(lines[0].size(), LineSplitter::kMaxLine);
  EXPECT_EQ(lines[2], "xxxxx");
  EXPECT_EQ(lines[3], "next");
}

TEST(LineSplitter, ALineOfExactlyTheLimitIsOneLine) {
  const std::string exact(LineSplitter::kMaxLine, 'x');
  EXPECT_EQ(split_in_pieces(exact + "\nnext", 4096).size(), 2U);
  EXPECT_EQ(split_in_pieces(exact + exact + "\nnext", 4096).size(), 3U);
}

TEST(LineSplitter, PiecesSayWhereTheirLineStartsAndEnds) {
  std::string marks;
  LineSplitter splitter(
      [&](const ports::OutputLine& line) {
        marks += line.is_start ? "<" : "-";
        marks += line.is_end ? ">" : "-";
        EXPECT_EQ(line.stream, ports::OutputStream::kErrors);
      },
      ports::OutputStream::kErrors);
  splitter.feed("a\n" + std::string(LineSplitter::kMaxLine * 2 + 5, 'x') + "\nb\n");
  splitter.feed(std::string(LineSplitter::kMaxLine + 1, 'x'));
  splitter.finish();
  EXPECT_EQ(marks, "<><----><><-->");
}

}  // namespace
}  // namespace ropewalk::platform
