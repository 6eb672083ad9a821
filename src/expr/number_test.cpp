#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>
#include <limits>

#include "expr/value.h"

namespace ropewalk::expr {
namespace {

TEST(Number, TextHasFifteenDigitsAsDotNetWritesThem) {
  EXPECT_EQ(number_text(0.84551240822557006), "0.84551240822557");
  EXPECT_EQ(number_text(1587106672383762434.0), "1.58710667238376E+18");
  EXPECT_EQ(number_text(999999999999999.0), "999999999999999");
  EXPECT_EQ(number_text(1e15), "1E+15");
  EXPECT_EQ(number_text(0.0001), "0.0001");
  EXPECT_EQ(number_text(0.00001), "1E-05");
  EXPECT_EQ(number_text(1e-100), "1E-100");
  EXPECT_EQ(number_text(-2.5), "-2.5");
  EXPECT_EQ(number_text(-0.0), "0");
}

TEST(Number, TextOfWhatIsNotFiniteIsAWord) {
  EXPECT_EQ(number_text(std::numeric_limits<double>::infinity()), "Infinity");
  EXPECT_EQ(number_text(-std::numeric_limits<double>::infinity()), "-Infinity");
  EXPECT_EQ(number_text(std::numeric_limits<double>::quiet_NaN()), "NaN");
}

TEST(Number, ParseTakesDecimalsWithSignPointAndExponent) {
  EXPECT_EQ(parse_number(" +123456.789\t"), 123456.789);
  EXPECT_EQ(parse_number("-.5"), -0.5);
  EXPECT_EQ(parse_number("1."), 1);
  EXPECT_EQ(parse_number("1.2E-2"), 0.012);
  EXPECT_EQ(parse_number("\u00A0\u3000 7\u2003"), 7);
  EXPECT_EQ(parse_number(""), 0);
  EXPECT_EQ(parse_number(" \n "), 0);
}

TEST(Number, ParseRefusesWhatDotNetRefuses) {
  for (const char* text :
       {"abc", "1e", "1e+", ".", "+", "1_0", "0x", "0o8", "-0xFF", "1 2", "--1", "Inf", "nan", "1f"}) {
    EXPECT_TRUE(std::isnan(parse_number(text))) << text;
  }
}

TEST(Number, ParseReadsPrefixedNumbersAs32BitsWithASign) {
  EXPECT_EQ(parse_number("0xff"), 255);
  EXPECT_EQ(parse_number("0o17"), 15);
  EXPECT_EQ(parse_number("0xFFFFFFFF"), -1);
  EXPECT_EQ(parse_number("0o37777777777"), -1);
  EXPECT_TRUE(std::isnan(parse_number("0x100000000")));
  EXPECT_TRUE(std::isnan(parse_number("0XFF")));
}

TEST(Number, ParseOverflowsToInfinityAndUnderflowsToZero) {
  EXPECT_EQ(parse_number("1e999"), std::numeric_limits<double>::infinity());
  EXPECT_EQ(parse_number("-1e999"), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(parse_number("1e-999"), 0);
  EXPECT_EQ(parse_number("0.0001e400"), std::numeric_limits<double>::infinity());
  EXPECT_EQ(parse_number("1e99999999999999999999"), std::numeric_limits<double>::infinity());
  EXPECT_EQ(parse_number("1e-99999999999999999999"), 0);
  EXPECT_EQ(parse_number(std::string(400, '9')), std::numeric_limits<double>::infinity());
  EXPECT_EQ(parse_number("0." + std::string(400, '0') + "1"), 0);
  EXPECT_EQ(parse_number("infinity"), std::numeric_limits<double>::infinity());
}

TEST(Number, TextAndParseAgreeToFifteenDigits) {
  EXPECT_TRUE(rc::check([](double number) {
    const double back = parse_number(number_text(number));
    RC_ASSERT((std::isnan(number) ? std::isnan(back) : std::fabs(back - number) <= 1e-14 * std::fabs(number)));
    RC_ASSERT((number_text(back) == number_text(number)));
  }));
}

}  // namespace
}  // namespace ropewalk::expr
