// The core schema, case by case.
#include "yaml/scalar.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

namespace ropewalk::yaml {
namespace {

double number(std::string_view text) {
  const CoreScalar scalar = resolve_plain(text);
  EXPECT_EQ(scalar.kind, ScalarKind::kNumber) << text;
  return scalar.number;
}

TEST(Scalar, NullHasFiveSpellings) {
  for (const char* text : {"", "~", "null", "Null", "NULL"}) {
    EXPECT_EQ(resolve_plain(text).kind, ScalarKind::kNull);
  }
  for (const char* text : {"nULL", "none", "nil", "~x"}) {
    EXPECT_EQ(resolve_plain(text).kind, ScalarKind::kString);
  }
}

TEST(Scalar, OnlyTrueAndFalseAreBooleans) {
  for (const char* text : {"true", "True", "TRUE"}) {
    EXPECT_TRUE(resolve_plain(text).boolean) << text;
  }
  for (const char* text : {"false", "False", "FALSE"}) {
    EXPECT_EQ(resolve_plain(text).kind, ScalarKind::kBoolean);
  }
  for (const char* text : {"on", "yes", "no", "off", "y", "tRUE"}) {
    EXPECT_EQ(resolve_plain(text).kind, ScalarKind::kString) << text;
  }
}

TEST(Scalar, IntegersAreDecimalWithLeadingZeros) {
  EXPECT_EQ(number("0755"), 755);
  EXPECT_EQ(number("-12"), -12);
  EXPECT_EQ(number("+7"), 7);
  EXPECT_TRUE(resolve_plain("12").is_integer);
  EXPECT_EQ(resolve_plain("12_345").kind, ScalarKind::kString);
}

TEST(Scalar, HexadecimalAndOctalHave32Bits) {
  EXPECT_EQ(number("0xff"), 255);
  EXPECT_EQ(number("0o17"), 15);
  EXPECT_EQ(number("0xFFFFFFFF"), -1);
  EXPECT_EQ(resolve_plain("0x1FFFFFFFF").kind, ScalarKind::kOutOfRange);
  EXPECT_EQ(resolve_plain("0o77777777777777777777777").kind, ScalarKind::kOutOfRange);
  for (const char* text : {"0x", "0xg", "0o8", "0O7", "0X1", "-0x1"}) {
    EXPECT_EQ(resolve_plain(text).kind, ScalarKind::kString) << text;
  }
}

TEST(Scalar, FloatsHaveAPointAnExponentOrAName) {
  EXPECT_EQ(number("1.5"), 1.5);
  EXPECT_EQ(number(".5"), 0.5);
  EXPECT_EQ(number("5."), 5);
  EXPECT_EQ(number("1e3"), 1000);
  EXPECT_EQ(number("-1.5E-1"), -0.15);
  EXPECT_EQ(number("-.inf"), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(number("+.INF"), std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::isnan(number(".NaN")));
  for (const char* text : {".", "-", "+", "1e", "1e+", "1.5.2", ".e3", "1 2", "-.nan", "inf", "1e5x"}) {
    EXPECT_EQ(resolve_plain(text).kind, ScalarKind::kString) << text;
  }
}

TEST(Scalar, WhatDoesNotFitIsInfiniteOrZero) {
  EXPECT_EQ(number("1e400"), std::numeric_limits<double>::infinity());
  EXPECT_EQ(number("-1e400"), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(number("1e-400"), 0);
  EXPECT_EQ(number(std::string(400, '9')), std::numeric_limits<double>::infinity());
}

TEST(Scalar, DatesAndVersionsAreStrings) {
  for (const char* text : {"2022-10-26", "2022-10-26T00:00:00Z", "1.2.3", "v4", "12:30"}) {
    EXPECT_EQ(resolve_plain(text).kind, ScalarKind::kString) << text;
  }
}

}  // namespace
}  // namespace ropewalk::yaml
