#include "scan/secrets/sources/archive.h"

#include <gtest/gtest.h>

#include "scan/secrets/sources/gitleaks_files.h"
#include "scan/secrets/sources/inner_texts.h"
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

/// A zip of one stored file, `remark` behind it.
std::string zip_of(const std::string& name, const std::string& content, const std::string& remark = {}) {
  const auto number = [](std::size_t value, int bytes) {
    std::string text;
    for (int i = 0; i < bytes; ++i) {
      text += static_cast<char>((value >> (8 * i)) & 0xffU);
    }
    return text;
  };
  const std::string facts = std::string(12, '\0') + number(content.size(), 4) + number(content.size(), 4) +
                            number(name.size(), 2) + number(0, 2);
  const std::string local = "PK\x03\x04" + number(0, 2) + facts + name + content;
  const std::string entry = "PK\x01\x02" + number(0, 4) + facts + std::string(14, '\0') + name;
  return local + entry + "PK\x05\x06" + number(0, 4) + number(1, 2) + number(1, 2) + number(entry.size(), 4) +
         number(local.size(), 4) + number(remark.size(), 2) + remark;
}

std::vector<std::string> names_in(const std::string& bytes) {
  std::vector<std::string> names;
  const ArchiveRead read = read_archive(bytes, "a.zip", 1000, [&](const std::string& name, std::string_view content) {
    names.push_back(name + "=" + std::string(content));
  });
  return read.problem.empty() ? names : std::vector{read.problem};
}

TEST(Archive, AZipIsKnownByItsEnd) {
  const std::vector<std::string> one = {"f=text"};
  for (const std::string& front : {std::string(), std::string("#!/bin/sh\n"), std::string(70'000, '\x06')}) {
    for (const std::string& remark : {std::string(), std::string("PK\x05\x06 a remark"), std::string(0xffff, 'r')}) {
      const std::string bytes = front + zip_of("f", "text", remark);
      EXPECT_EQ(archive_kind(bytes), ArchiveKind::kZip) << front.size() << " " << remark.size();
      EXPECT_EQ(names_in(bytes), one) << front.size() << " " << remark.size();
    }
  }
  EXPECT_EQ(names_in(zip_of("g", "more") + zip_of("f", "text")), (std::vector<std::string>{"f=text", "g=more"}));
  EXPECT_NE(names_in(zip_of("f", std::string(1001, 'x'))).front(), "f=" + std::string(1001, 'x'));
  EXPECT_EQ(archive_kind("a text with PK\x05\x06" + std::string(30, '\0')), ArchiveKind::kNone);
}

TEST(Archive, WhatStandsBesideAZipKeepsItsPlace) {
  EXPECT_EQ(text_beside(zip_of("f", "text")), "");
  const std::string zip = zip_of("f", "te\nxt");
  EXPECT_EQ(
      text_beside("front\n" + zip + "behind"), "front\n" + [&zip] {
        std::string blank(zip.size(), ' ');
        blank[zip.find('\n')] = '\n';
        return blank;
      }() + "behind");
}

TEST(Archive, KindsThatAreNotOpenedAreKnown) {
  for (const std::string_view bytes : {"BZh91AY"sv, "\x04\x22\x4d\x18 lz4"sv, "\x1f\x9d old"sv, "LZIP\x01 x"sv,
                                       "MSCF\0\0\0\0 x"sv, "!<arch>\ndebian-binary"sv, "\x5d\0\0\x80\0"sv}) {
    EXPECT_EQ(archive_kind(bytes), ArchiveKind::kOther) << bytes;
  }
}

TEST(InnerTexts, APointerOfGitLfsIsTold) {
  const std::string pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 3\n";
  std::string reason;
  std::string seen;
  EXPECT_TRUE(has_inner_texts(pointer));
  each_inner_text(pointer, "big.bin", 2,
                  {.text = [&](std::string_view text, const std::string&) { seen = text; },
                   .passed = [&](const NotOpened& passed) { reason = passed.reason; }});
  EXPECT_EQ(reason, "lfs-pointer");
  EXPECT_EQ(seen, pointer);
  EXPECT_FALSE(has_inner_texts("version https://git-lfs.github.com/spec/v1 is a page"));
}

TEST(GitleaksFiles, KindsHaveALeastSize) {
  EXPECT_FALSE(
      is_application("\x7f"
                     "ELF short"));
  EXPECT_TRUE(
      is_application("\x7f"
                     "ELF" +
                     std::string(49, ' ')));
  EXPECT_TRUE(is_application("MZ"));
  EXPECT_TRUE(is_application("PK\x05\x04"));
  EXPECT_FALSE(is_application("Rar!\x1a\x07\x02"));
  EXPECT_FALSE(is_application("wOFF, a text"));
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
