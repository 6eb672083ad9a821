#include "expr/ordinal.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>

#include "base/strings.h"

namespace ropewalk::expr {
namespace {

TEST(Ordinal, EqualIgnoresCaseBeyondAscii) {
  EXPECT_TRUE(ordinal_equal("Main", "mAIN"));
  EXPECT_TRUE(ordinal_equal("ÄÖÜ-straße", "äöü-STRAßE"));
  EXPECT_TRUE(ordinal_equal("σ", "ς"));                    // both sigmas fold to the capital one
  EXPECT_TRUE(ordinal_equal("\U00010428", "\U00010400"));  // Deseret, two UTF-16 units
  EXPECT_TRUE(ordinal_equal("ɐ", "Ɐ"));                    // two bytes against three
}

TEST(Ordinal, EqualMapsNoCharacterToTwoAndLeavesTurkishAlone) {
  EXPECT_FALSE(ordinal_equal("straße", "STRASSE"));
  EXPECT_FALSE(ordinal_equal("ı", "I"));
  EXPECT_FALSE(ordinal_equal("İ", "i"));
  EXPECT_FALSE(ordinal_equal("ſ", "S"));
  EXPECT_FALSE(ordinal_equal("a", "ab"));
  EXPECT_TRUE(ordinal_equal("ᾀ", "ᾈ"));  // the simple mapping goes to the title case letter
}

TEST(Ordinal, CompareSortsByUpperCaseUtf16) {
  EXPECT_TRUE(ordinal_compare("a", "[") < 0);
  EXPECT_TRUE(ordinal_compare("abc", "ABD") < 0);
  EXPECT_TRUE(ordinal_compare("ab", "a") > 0);
  EXPECT_TRUE(ordinal_compare("A", "a") == 0);
  EXPECT_TRUE(ordinal_compare("\U0001F60A", "\uFF21") < 0);  // a surrogate sorts before U+FF21
  EXPECT_TRUE(ordinal_compare("\U0001F60A", "\u3042") > 0);
}

TEST(Ordinal, SearchesIgnoreCase) {
  EXPECT_TRUE(ordinal_contains("Hello World", "LO w"));
  EXPECT_TRUE(ordinal_contains("", ""));
  EXPECT_FALSE(ordinal_contains("abc", "abcd"));
  EXPECT_TRUE(ordinal_contains("xxÄyy", "ä"));
  EXPECT_TRUE(ordinal_starts_with("Refs/heads", "refs/"));
  EXPECT_FALSE(ordinal_starts_with("re", "refs"));
  EXPECT_TRUE(ordinal_ends_with("file.PY", ".py"));
  EXPECT_TRUE(ordinal_ends_with("xɐ", "Ɐ"));
  EXPECT_FALSE(ordinal_ends_with("ɐ", "aɐ"));
}

TEST(Ordinal, BytesThatAreNoUtf8EqualOnlyThemselves) {
  EXPECT_TRUE(ordinal_equal("a\xFF", "A\xFF"));
  EXPECT_FALSE(ordinal_equal("\xFF", "\xFE"));
  EXPECT_FALSE(ordinal_equal("\xC3", "\xC3\xA4"));
}

TEST(Ordinal, TrimKnowsUnicodeWhiteSpace) {
  EXPECT_EQ(trim_white_space("\u00A0\u2028 a b\u3000\n"), "a b");
  EXPECT_EQ(trim_white_space("\u00A0"), "");
  EXPECT_EQ(trim_white_space("é"), "é");
}

TEST(Ordinal, AgreesWithAsciiFoldingOnAscii) {
  EXPECT_TRUE(rc::check([] {
    const auto character = rc::gen::inRange<char>(' ', '\x7F');
    const auto a = *rc::gen::container<std::string>(character);
    const auto b = *rc::gen::element(a, to_upper(a), to_lower(a), *rc::gen::container<std::string>(character));
    RC_ASSERT((ordinal_equal(a, b) == equals_ignoring_case(a, b)));
    RC_ASSERT(((ordinal_compare(a, b) == 0) == ordinal_equal(a, b)));
    RC_ASSERT((ordinal_contains(a, b) == (to_upper(a).find(to_upper(b)) != std::string::npos)));
    RC_ASSERT((!ordinal_equal(a, b) || ordinal_hash(a) == ordinal_hash(b)));
  }));
}

}  // namespace
}  // namespace ropewalk::expr
