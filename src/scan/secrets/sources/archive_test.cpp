#include "scan/secrets/sources/archive.h"

#include <gtest/gtest.h>

#include "scan/secrets/sources/gitleaks_files.h"
#include "scan/secrets/sources/utf16.h"

namespace ropewalk::scan {
namespace {

using namespace std::string_view_literals;

TEST(Archive, DamageIsTold) {
  for (const std::string_view bytes : {"PK\x03\x04 broken"sv, "\x1f\x8b\x08 broken"sv, "\x28\xb5\x2f\xfd broken"sv}) {
    EXPECT_NE(archive_kind(bytes), ArchiveKind::kNone);
    const ArchiveRead read = read_archive(bytes, "a.zip", 1000, [](const std::string&, std::string_view) {});
    EXPECT_FALSE(read.problem.empty());
  }
  EXPECT_EQ(archive_kind("text"), ArchiveKind::kNone);
}

TEST(Utf16, IsKnownByItsMarkOrByItsZeros) {
  EXPECT_EQ(from_utf16("\xff\xfeh\0i\0"sv), "hi");
  EXPECT_EQ(from_utf16("\xfe\xff\0h\0i"sv), "hi");
  EXPECT_EQ(from_utf16("h\0e\0l\0l\0o\0 \0y\0o\0u\0!\0"sv), "hello you!");
  EXPECT_FALSE(from_utf16("plain text, long enough"));
}

TEST(GitleaksPieces, GoOnToAnEmptyLine) {
  const std::string line(99, 'x');
  std::string text;
  while (text.size() < 150'000) {
    text += line + "\n";
  }
  text.insert(100'100, "\n");
  const auto pieces = gitleaks_pieces(text);
  ASSERT_GE(pieces.size(), 2U);
  EXPECT_EQ(pieces.at(0).span, (Span{0, 100'101}));
  EXPECT_EQ(pieces.at(1).span.begin, 100'101U);
  EXPECT_EQ(pieces.back().span.end, text.size());
}

}  // namespace
}  // namespace ropewalk::scan
