// Which ids are allowed, and which are made.
#include "workflow/convert/id_builder.h"

#include <gtest/gtest.h>

#include <deque>

namespace ropewalk::workflow {
namespace {

TEST(IdBuilder, IdsHaveLettersDigitsAndTwoSigns) {
  IdBuilder ids(false);
  for (const char* id : {"a", "_a", "A-1", "build_2"}) {
    EXPECT_EQ(ids.take(id), "") << id;
  }
  const std::string longest(99, 'x');
  EXPECT_EQ(ids.take(longest), "");
  const std::string too_long(100, 'y');
  EXPECT_EQ(
      ids.take("1a"),
      "The identifier '1a' is invalid. IDs may only contain alphanumeric characters, '_', and '-'. IDs must start "
      "with a letter or '_' and must be less than 100 characters.");
  for (const std::string& id : {std::string("-a"), std::string("a.b"), std::string("ä"), std::string(), too_long}) {
    EXPECT_NE(ids.take(id), "") << id;
  }
}

TEST(IdBuilder, TwoUnderscoresAreReserved) {
  IdBuilder ids(false);
  EXPECT_EQ(ids.take("__a"), "The identifier '__a' is invalid. IDs starting with '__' are reserved.");
}

TEST(IdBuilder, AnIdIsTakenOnce) {
  IdBuilder ids(false);
  EXPECT_EQ(ids.take("Build"), "");
  EXPECT_EQ(ids.take("build"), "The identifier 'build' may not be used more than once within the same scope.");
  EXPECT_TRUE(ids.knows("BUILD"));
}

TEST(IdBuilder, TheTestDataHasOneWordMore) {
  IdBuilder ids(true);
  EXPECT_NE(ids.take("a.b").find("and and must"), std::string::npos);
}

TEST(IdBuilder, MadeIdsAreNumbered) {
  IdBuilder ids(false);
  std::deque<std::string> kept;
  const auto make = [&](std::string_view text) {
    kept.push_back(ids.make(text));
    ids.take_generated(kept.back());
    return kept.back();
  };
  EXPECT_EQ(make("__run"), "__run");
  EXPECT_EQ(make("__run"), "__run_2");
  EXPECT_EQ(make("__actions/checkout"), "__actions_checkout");
  EXPECT_EQ(make("__alpine:3.8"), "__alpine_3_8");
  EXPECT_EQ(make("__run"), "__run_3");
  EXPECT_EQ(make("9x"), "_9x");
}

TEST(IdBuilder, MadeIdsKeepOffWrittenOnesAndTheLimit) {
  IdBuilder ids(false);
  EXPECT_EQ(ids.take("x_2"), "");
  ids.take_generated("x");
  EXPECT_EQ(ids.make("x"), "x_3");
  const std::string long_text(150, 'y');
  const std::string first = ids.make(long_text);
  EXPECT_EQ(first.size(), 100U);
  ids.take_generated(first);
  const std::string second = ids.make(long_text);
  EXPECT_EQ(second.size(), 100U);
  EXPECT_TRUE(second.ends_with("y_2"));
}

TEST(IdBuilder, AThousandOfOneKindAreEnough) {
  IdBuilder ids(false);
  std::deque<std::string> kept;
  for (int count = 1; count < 1000; ++count) {
    kept.push_back(ids.make("__run"));
    ids.take_generated(kept.back());
  }
  EXPECT_EQ(kept.back(), "__run_999");
  EXPECT_EQ(ids.make("__run"), "");
}

}  // namespace
}  // namespace ropewalk::workflow
