#include "expr/functions/json_reader.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>

#include "expr/json_value.h"

namespace ropewalk::expr {
namespace {

std::string read(std::string_view text) {
  const auto value = read_lenient_json(text);
  return value ? to_json_text(to_json(*value)) : value.error();
}

TEST(JsonReader, TakesWhatNewtonsoftTakes) {
  EXPECT_EQ(read("{a: 'x', \"b\": /* c */ 1, // d\n $e_1: [1,,2,],}"), R"({"a":"x","b":1,"$e_1":[1,"",2]})");
  EXPECT_EQ(read("[0x1F, 010, .5, 1., -0, 1e3, -Infinity, Infinity, NaN]"),
            R"([31,8,0.5,1,0,1000,"-Infinity","Infinity","NaN"])");
  EXPECT_EQ(read("[undefined, null]"), R"(["",null])");
  EXPECT_EQ(read("{a:,b:1}"), R"({"a":"","b":1})");
  EXPECT_EQ(read(" // only this\n 1"), R"(" only this")");
  EXPECT_EQ(read("/* this */ 1"), R"(" this ")");
  EXPECT_EQ(read("\u00A0[1]"), "[1]");
}

TEST(JsonReader, IgnoresWhatFollowsTheFirstValue) {
  EXPECT_EQ(read("{} garbage"), "{}");
  EXPECT_EQ(read("1 2"), "1");
  EXPECT_EQ(read("true,"), "true");
}

TEST(JsonReader, DecodesEscapes) {
  EXPECT_EQ(read(R"("\" \\ \/ \b\f\n\r\t \u0041 \ud83d\ude0a \'")"), "\"\\\" \\\\ / \\b\\f\\n\\r\\t A \U0001F60A '\"");
  EXPECT_EQ(read_lenient_json(R"("\ud83d!")")->text(), "\uFFFD!");
  EXPECT_EQ(read_lenient_json(R"("\ud83d\u0041")")->text(), "\uFFFDA");
}

TEST(JsonReader, ErrorsNamePathLineAndPosition) {
  EXPECT_EQ(read("abc"), "Unexpected character encountered while parsing value: a. Path '', line 0, position 0.");
  EXPECT_EQ(read("{\"a\": {\"b c\": [1, x]}}"),
            "Unexpected character encountered while parsing value: x. Path 'a['b c'][0]', line 1, position 18.");
  EXPECT_EQ(read("[1\n 2]"),
            "After parsing a value an unexpected character was encountered: 2. Path '[0]', line 2, position 1.");
  EXPECT_EQ(read("{\"a\" 1}"),
            "Invalid character after parsing property name. Expected ':' but got: 1. Path '', line 1, position 5.");
  EXPECT_EQ(read("{-: 1}"), "Invalid property identifier character: -. Path '', line 1, position 1.");
}

TEST(JsonReader, ErrorsAtTheEnd) {
  EXPECT_EQ(read("["), "Error reading JArray from JsonReader. Path '', line 1, position 1.");
  EXPECT_EQ(read("{\"a\": [1"), "Unexpected end of content while loading JObject. Path 'a[0]', line 1, position 8.");
  EXPECT_EQ(read("\"abc"), "Unterminated string. Expected delimiter: \". Path '', line 1, position 4.");
  EXPECT_EQ(read("tru"), "Unexpected end when reading JSON. Path '', line 1, position 3.");
  EXPECT_EQ(read("trux"), "Error parsing boolean value. Path '', line 1, position 3.");
  EXPECT_EQ(read("[/* x"), "Unexpected end while parsing comment. Path '', line 1, position 5.");
}

TEST(JsonReader, OnlyNullBeginsWithN) {
  EXPECT_EQ(read("nope"), "Unexpected character encountered while parsing value: n. Path '', line 0, position 0.");
  EXPECT_EQ(read("nul"), "Unexpected end when reading JSON. Path '', line 1, position 3.");
  EXPECT_EQ(read("nulx"), "Error parsing null value. Path '', line 1, position 3.");
}

TEST(JsonReader, ErrorsInNumbersAndEscapes) {
  EXPECT_EQ(read("1-2"), "Input string '1-2' is not a valid number. Path '', line 1, position 3.");
  EXPECT_EQ(read("09"), "Input string '09' is not a valid number. Path '', line 1, position 2.");
  EXPECT_EQ(read("12z"), "Unexpected character encountered while parsing number: z. Path '', line 1, position 2.");
  EXPECT_EQ(read(R"("\x")"), "Bad JSON escape sequence: \\x. Path '', line 1, position 3.");
  EXPECT_EQ(read(R"("\u12G4")"), "Invalid Unicode escape sequence: \\u12G4. Path '', line 1, position 3.");
  EXPECT_EQ(read(std::string(400, '1')).substr(0, 15), "JSON integer 11");
}

TEST(JsonReader, NestingEndsAtSixtyFour) {
  EXPECT_EQ(read(std::string(64, '[') + std::string(64, ']')), std::string(64, '[') + std::string(64, ']'));
  EXPECT_EQ(read(std::string(65, '[')), "The reader's MaxDepth of 64 has been exceeded. Path '', line 1, position 65.");
  EXPECT_EQ(read(std::string(100000, '[')).substr(0, 26), "The reader's MaxDepth of 6");
}

TEST(JsonReader, ReadsEveryStringThatJsonWrites) {
  EXPECT_TRUE(rc::check([] {
    const auto text = *rc::gen::container<std::string>(rc::gen::inRange<char>('\0', '\x7F'));
    const auto back = read_lenient_json(to_json_text(json::value(text)));
    RC_ASSERT((back.has_value()));
    RC_ASSERT((back->text() == text));
  }));
}

}  // namespace
}  // namespace ropewalk::expr
