#include "expr/json_value.h"

#include <gtest/gtest.h>

#include <limits>

namespace ropewalk::expr {
namespace {

TEST(JsonValue, RoundTripKeepsEveryKindAndTheOrder) {
  constexpr std::string_view kText = R"({"b":[null,true,1.5,"x",{}],"a":18446744073709551615})";
  const json::value json = parse_json(kText, "test").value();
  EXPECT_EQ(to_json_text(to_json(to_value(json))), R"({"b":[null,true,1.5,"x",{}],"a":1.8446744073709552e+19})");
}

TEST(JsonValue, KeysThatDifferByCaseBecomeOne) {
  const Value value = to_value(parse_json(R"({"Key": 1, "KEY": 2})", "test").value());
  EXPECT_EQ(to_json_text(to_json(value)), R"({"Key":2})");
}

TEST(JsonValue, WhatJsonHasNotBecomesAString) {
  EXPECT_EQ(to_json(std::numeric_limits<double>::quiet_NaN()), "NaN");
  EXPECT_EQ(to_json(-std::numeric_limits<double>::infinity()), "-Infinity");
}

}  // namespace
}  // namespace ropewalk::expr
