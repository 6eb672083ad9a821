#include "base/json.h"

#include <gtest/gtest.h>

namespace ropewalk {
namespace {

TEST(Json, NumbersArePlain) {
  const auto value = parse_json(R"({"a":[1,2.5,1e3,-0.0],"b":null})", "x");
  ASSERT_TRUE(value.has_value());
  EXPECT_EQ(to_json_text(*value), R"({"a":[1,2.5,1000,0],"b":null})");
}

TEST(Json, PrettyTextHasALineEach) {
  const auto value = parse_json(R"({"a":[1],"b":{}})", "x");
  ASSERT_TRUE(value.has_value());
  EXPECT_EQ(to_pretty_json_text(*value), "{\n  \"a\": [\n    1\n  ],\n  \"b\": {}\n}");
}

TEST(Json, AnErrorSaysWhere) {
  const auto value = parse_json("{\n \"a\": }", "event.json");
  ASSERT_FALSE(value.has_value());
  ASSERT_TRUE(value.error().place.has_place());
  EXPECT_EQ(value.error().place.file->locate(value.error().place.span.begin).line, 2U);
}

TEST(Json, NestingBeyondTheLimitIsAnError) {
  EXPECT_FALSE(parse_json(std::string(200, '['), "x").has_value());
  EXPECT_FALSE(parse_json("1 2", "x").has_value());
}

}  // namespace
}  // namespace ropewalk
