// Storage of tokens.
#include "workflow/arena.h"

#include <gtest/gtest.h>

#include <string>

#include "workflow/token.h"

namespace ropewalk::workflow {
namespace {

TEST(Arena, KeepsTextsWhereTheyAre) {
  Arena arena;
  std::vector<std::string_view> kept;
  for (int number = 0; number < 10'000; ++number) {
    kept.push_back(arena.keep("text " + std::to_string(number)));
  }
  for (int number = 0; number < 10'000; ++number) {
    EXPECT_EQ(kept[static_cast<std::size_t>(number)], "text " + std::to_string(number));
  }
  EXPECT_TRUE(arena.keep("").empty());
}

TEST(Arena, ArraysStartWithDefaultValues) {
  Arena arena;
  const auto tokens = arena.make_array<Token>(3);
  ASSERT_EQ(tokens.size(), 3U);
  EXPECT_EQ(tokens[2].kind, Token::Kind::kNull);
  EXPECT_TRUE(arena.make_array<Token>(0).empty());
}

}  // namespace
}  // namespace ropewalk::workflow
