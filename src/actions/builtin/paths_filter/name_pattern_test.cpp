#include "actions/builtin/paths_filter/name_pattern.h"

#include <gtest/gtest.h>

namespace ropewalk::actions::builtin {
namespace {

bool matches(std::string_view pattern, std::string_view path) {
  const auto compiled = NamePattern::compile(pattern);
  EXPECT_TRUE(compiled.has_value()) << pattern;
  return compiled && compiled->matches(path);
}

// Each line was tried with picomatch 4 and `{dot: true}`.
TEST(NamePattern, StarsStayWithinASegment) {
  EXPECT_TRUE(matches("src/*.py", "src/a.py"));
  EXPECT_FALSE(matches("src/*.py", "src/a/b.py"));
  EXPECT_TRUE(matches("*.py", ".hidden.py"));
  EXPECT_FALSE(matches("*.py", "src/a.py"));
  EXPECT_TRUE(matches("src/*", "src/.env"));
  EXPECT_FALSE(matches("src/*", "src/"));
}

TEST(NamePattern, TwoStarsAreAnySegments) {
  EXPECT_TRUE(matches("src/**", "src/a/b.py"));
  EXPECT_TRUE(matches("**/*.md", "README.md"));
  EXPECT_TRUE(matches("**/*.md", "docs/a/b.md"));
  EXPECT_TRUE(matches("src/**/test_*.py", "src/test_a.py"));
  EXPECT_TRUE(matches("**", "any/thing"));
  EXPECT_FALSE(matches("src/**", "srcs/a"));
}

TEST(NamePattern, AlternativesAndClasses) {
  EXPECT_TRUE(matches("{src,tests}/*.py", "tests/a.py"));
  EXPECT_TRUE(matches("a{1..3}.txt", "a2.txt"));
  EXPECT_FALSE(matches("a{1..3}.txt", "a4.txt"));
  EXPECT_TRUE(matches("file.[ch]", "file.c"));
  EXPECT_TRUE(matches("file.[!ch]", "file.x"));
  EXPECT_TRUE(matches("@(a|b).txt", "b.txt"));
  EXPECT_TRUE(matches("+(a).txt", "aaa.txt"));
}

TEST(NamePattern, AnExclamationMarkTurnsItAround) {
  EXPECT_FALSE(matches("!docs/**", "docs/a.md"));
  EXPECT_TRUE(matches("!docs/**", "src/a.md"));
}

}  // namespace
}  // namespace ropewalk::actions::builtin
