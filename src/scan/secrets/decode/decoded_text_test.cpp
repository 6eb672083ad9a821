#include "scan/secrets/decode/decoded_text.h"

#include <gmock/gmock.h>

namespace ropewalk::scan {
namespace {

std::string decoded(std::string_view text) {
  const auto pass = decode_pass(text, nullptr);
  return pass->segments.empty() ? std::string(text) : pass->text;
}

TEST(Decode, KnowsTheFourForms) {
  EXPECT_EQ(decoded("a=aGVsbG8gd29ybGQgMTIz;"), "a=hello world 123;");
  EXPECT_EQ(decoded("a=aGVsbG8gd29ybGQ_MTIz;"), "a=hello world?123;") << "the form for URLs";
  EXPECT_EQ(decoded("x 68656c6c6f20776f726c6420313233343536 y"), "x hello world 123456 y");
  EXPECT_EQ(decoded("key%3Dvalue%20x"), "key=value x");
  EXPECT_EQ(decoded(R"(\u0068\u0069 there)"), "hi there");
  EXPECT_EQ(decoded("U+0068 U+0069"), "hi");
}

TEST(Decode, LeavesWhatOnlyLooksEncoded) {
  for (const char* text : {"some_function_name_2", "AAAAAAAAAAAAAAAA", "100%", R"(\user\name)", "deadbeef"}) {
    EXPECT_EQ(decoded(text), text);
  }
}

TEST(Decode, KnowsTheWayBack) {
  const std::string text = "first\nkey: aGVsbG8gd29ybGQgMTIz end";
  const auto pass = decode_pass(text, nullptr);
  const std::size_t at = pass->text.find("world");
  const Span place = original_place(*pass, {at, at + 5});
  EXPECT_EQ(text.substr(place.begin, place.end - place.begin), "aGVsbG8gd29ybGQgMTIz");
  EXPECT_THAT(decoding_tags(pass->segments), testing::ElementsAre("decoded:base64", "decode-depth:1"));
}

TEST(Decode, GoesOnWithWhatItDecoded) {
  // base64 of base64 of `password: hunter2hunter2`
  const auto first = decode_pass("x=Y0dGemMzZHZjbVE2SUdoMWJuUmxjakpvZFc1MFpYSXk=", nullptr);
  const auto second = decode_pass(first->text, first);
  EXPECT_EQ(second->text, "x=password: hunter2hunter2");
  EXPECT_EQ(second->segments.front().depth, 2);
}

}  // namespace
}  // namespace ropewalk::scan
