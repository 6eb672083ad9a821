#include "expr/value.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace ropewalk::expr {
namespace {

TEST(Value, FalsyAreNullFalseZeroNaNAndTheEmptyString) {
  for (const Value& value : {Value(), Value(false), Value(0.0), Value(-0.0), Value(std::nan("")), Value("")}) {
    EXPECT_FALSE(value.is_truthy());
  }
  for (const Value& value : {Value(true), Value(-1.0), Value("false"), Value(Array{}), Value(Object())}) {
    EXPECT_TRUE(value.is_truthy());
  }
}

TEST(Value, TextsOfEveryLengthAreKeptCopiedAndMoved) {
  for (std::size_t length = 0; length < 40; ++length) {
    const std::string text(length, 'x');
    Value value(text);
    const Value copy = value;
    EXPECT_EQ(value.text(), text);
    EXPECT_EQ(copy.text(), text);
    const Value moved = std::move(value);
    EXPECT_EQ(moved.text(), text);
    EXPECT_TRUE(value.is_null());  // NOLINT(bugprone-use-after-move): this is what is tested
  }
}

TEST(Value, ABorrowedTextIsCopiedWithTheValue) {
  std::string text = "refs/heads/main is longer than a value";
  const Value borrowed(Borrowed{}, text);
  const Value copy = borrowed;
  text[0] = 'R';
  EXPECT_EQ(borrowed.text().front(), 'R');
  EXPECT_EQ(copy.text().front(), 'r');
}

TEST(Value, AssigningAPartOfItselfKeepsThePart) {
  Value value(Array{Value("an item that is longer than a value"), Value(1.0)});
  value = value.array().front();
  EXPECT_EQ(value.text(), "an item that is longer than a value");
  const Value& same = value;
  value = same;
  EXPECT_EQ(value.text(), "an item that is longer than a value");
}

TEST(Value, TextOfEachKind) {
  EXPECT_EQ(Value().to_text(), "");
  EXPECT_EQ(Value(true).to_text(), "true");
  EXPECT_EQ(Value(1.5).to_text(), "1.5");
  EXPECT_EQ(Value("x").to_text(), "x");
  EXPECT_EQ(Value(Array{}).to_text(), "Array");
  EXPECT_EQ(Value(Object()).to_text(), "Object");
}

TEST(Value, EqualCoercesBetweenPrimitives) {
  EXPECT_TRUE(Value().equals(0.0));
  EXPECT_TRUE(Value("").equals(Value()));
  EXPECT_TRUE(Value("1").equals(true));
  EXPECT_TRUE(Value(" 0xff ").equals(255.0));
  EXPECT_TRUE(Value("Main").equals("MAIN"));
  EXPECT_FALSE(Value("true").equals(true));  // 'true' is no number
  EXPECT_FALSE(Value(std::nan("")).equals(std::nan("")));
}

TEST(Value, ArraysAndObjectsEqualOnlyThemselves) {
  const Value array(Array{1.0});
  const Value same = array;
  EXPECT_TRUE(array.equals(same));
  EXPECT_FALSE(array.equals(Value(Array{1.0})));
  EXPECT_FALSE(array.equals("Array"));
  EXPECT_FALSE(array.equals(false));
  EXPECT_FALSE(Value(Object()).equals(Value(Object())));
}

TEST(Value, LessIsFalseWhereThereIsNoOrder) {
  EXPECT_TRUE(is_less("a", "B"));
  EXPECT_TRUE(is_less(false, true));
  EXPECT_TRUE(is_less("2", 10.0));
  EXPECT_FALSE(is_less("x", 10.0));
  EXPECT_FALSE(is_greater("x", 10.0));
  EXPECT_FALSE(is_less(Array{}, Array{}));
}

TEST(Object, KeysHaveNoCaseAndTheFirstSpellingStays) {
  Object object;
  object.set("Name", 1.0);
  object.set("other", 2.0);
  object.set("NAME", 3.0);
  ASSERT_EQ(object.members().size(), 2U);
  EXPECT_EQ(object.members()[0].first, "Name");
  EXPECT_EQ(object.find("nAmE")->number(), 3);
  EXPECT_EQ(object.find("missing"), nullptr);
}

TEST(Object, ExactKeysKeepTheirCase) {
  Object object(Object::Keys::kExact);
  object.set("path", 1.0);
  object.set("PATH", 2.0);
  EXPECT_EQ(object.find("path")->number(), 1);
  EXPECT_EQ(object.find("PATH")->number(), 2);
  EXPECT_EQ(object.find("Path"), nullptr);
}

TEST(Object, FindsEveryKeyAfterItHasGrown) {
  for (const auto keys : {Object::Keys::kIgnoreCase, Object::Keys::kExact}) {
    Object object(keys);
    for (int i = 0; i < 1000; ++i) {
      object.set("key" + std::to_string(i), static_cast<double>(i));
      object.set("key" + std::to_string(i / 2), static_cast<double>(i / 2));
    }
    ASSERT_EQ(object.members().size(), 1000U);
    for (int i = 0; i < 1000; ++i) {
      ASSERT_EQ(object.find("key" + std::to_string(i))->number(), i);
    }
    EXPECT_EQ(object.find("key1000"), nullptr);
    EXPECT_EQ(object.find("KEY7") != nullptr, keys == Object::Keys::kIgnoreCase);
  }
}

}  // namespace
}  // namespace ropewalk::expr
