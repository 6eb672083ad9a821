#include "base/source.h"

#include <gtest/gtest.h>

namespace ropewalk {
namespace {

TEST(SourceFile, LocateCountsLinesAtEveryKindOfLineEnd) {
  const SourceFile file("f", "a\nb\r\nc\rd");
  EXPECT_EQ(file.locate(0), (LineColumn{1, 1}));
  EXPECT_EQ(file.locate(2), (LineColumn{2, 1}));
  EXPECT_EQ(file.locate(5), (LineColumn{3, 1}));
  EXPECT_EQ(file.locate(7), (LineColumn{4, 1}));
  EXPECT_EQ(file.line(2), "b");
  EXPECT_EQ(file.line(4), "d");
  EXPECT_EQ(file.line(9), "");
}

TEST(SourceFile, ColumnsCountInTheUnitAskedFor) {
  const SourceFile file("f", "\xF0\x9F\x98\x80x");
  EXPECT_EQ(file.locate(4, ColumnUnit::kUtf16), (LineColumn{1, 3}));
  EXPECT_EQ(file.locate(4, ColumnUnit::kCodePoint), (LineColumn{1, 2}));
}

TEST(SourceFile, AnOffsetPastTheEndIsTheEnd) {
  const SourceFile file("f", "ab");
  EXPECT_EQ(file.locate(99), (LineColumn{1, 3}));
}

}  // namespace
}  // namespace ropewalk
