#include "text/glob.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "text/regex.h"

namespace ropewalk::text {
namespace {

bool matches(std::string_view pattern, std::string_view name) {
  return Pattern::compile(pattern).value().matches(name);
}

std::string refusal(std::string_view pattern) {
  const auto compiled = Pattern::compile(pattern);
  return compiled ? "" : compiled.error().message;
}

// The examples of GitHub's filter pattern cheat sheet.
TEST(Pattern, BranchesAndTagsOfTheCheatSheet) {
  EXPECT_TRUE(matches("feature/*", "feature/my-branch"));
  EXPECT_FALSE(matches("feature/*", "feature/beta-a/my-branch"));
  EXPECT_TRUE(matches("feature/**", "feature/beta-a/my-branch"));
  EXPECT_TRUE(matches("releases/mona-the-octocat", "releases/mona-the-octocat"));
  EXPECT_FALSE(matches("main", "main2"));
  EXPECT_TRUE(matches("*", "releases"));
  EXPECT_FALSE(matches("*", "all/the/branches"));
  EXPECT_TRUE(matches("**", "all/the/branches"));
  EXPECT_TRUE(matches("*feature", "ver-10-feature"));
  EXPECT_TRUE(matches("v2*", "v2.9"));
  EXPECT_TRUE(matches("v[12].[0-9]+.[0-9]+", "v1.10.1"));
  EXPECT_FALSE(matches("v[12].[0-9]+.[0-9]+", "v3.10.1"));
}

TEST(Pattern, PathsOfTheCheatSheet) {
  EXPECT_TRUE(matches("*.jsx?", "page.js"));
  EXPECT_TRUE(matches("*.jsx?", "page.jsx"));
  EXPECT_TRUE(matches("**.js", "src/js/app.js"));
  EXPECT_TRUE(matches("docs/*.md", "docs/README.md"));
  EXPECT_FALSE(matches("docs/*.md", "docs/a/README.md"));
  EXPECT_TRUE(matches("docs/**/*.md", "docs/README.md"));
  EXPECT_TRUE(matches("docs/**/*.md", "docs/a/markdown/file.md"));
  EXPECT_TRUE(matches("**/docs/**", "dir/docs/my-file.txt"));
  EXPECT_TRUE(matches("**/docs/**", "docs/hello.md"));
  EXPECT_TRUE(matches("**/README.md", "README.md"));
  EXPECT_TRUE(matches("**/README.md", "js/README.md"));
  EXPECT_TRUE(matches("**/*src/**", "a/src/app.js"));
  EXPECT_TRUE(matches("**/*src/**", "my-src/code/js/app.js"));
  EXPECT_TRUE(matches("**/*-post.md", "path/their-post.md"));
  EXPECT_TRUE(matches("**/migrate-*.sql", "db/sept/migrate-v1.sql"));
}

TEST(Pattern, RepetitionsApplyToTheCharacterBefore) {
  EXPECT_TRUE(matches("ab?c", "ac"));
  EXPECT_FALSE(matches("ab+c", "ac"));
  EXPECT_TRUE(matches("ab+c", "abbbc"));
  EXPECT_TRUE(matches("ä?b", "b"));
  EXPECT_TRUE(matches("+1", "+1"));  // nothing to repeat at the start
  EXPECT_TRUE(matches("a+?", "aa"));
}

TEST(Pattern, BackslashTakesTheNextCharacterAsItIs) {
  EXPECT_TRUE(matches("a\\*b", "a*b"));
  EXPECT_FALSE(matches("a\\*b", "axb"));
  EXPECT_TRUE(matches("\\!x", "!x"));
  EXPECT_TRUE(matches("\\[a", "[a"));
}

TEST(Pattern, CaseCounts) { EXPECT_FALSE(matches("Main", "main")); }

TEST(Pattern, RefusesWhatHasNoMeaning) {
  EXPECT_EQ(refusal("v[0-9"), "the filter pattern 'v[0-9' is not valid: its '[' is never closed");
  EXPECT_EQ(refusal("v[]"), "the filter pattern 'v[]' is not valid: its '[]' is empty");
  EXPECT_NE(refusal("v[9-0]"), "");
  EXPECT_NE(refusal("v[a-Z]"), "");
  EXPECT_NE(refusal("v[.]"), "");
  EXPECT_NE(refusal("v[-a]"), "");
  EXPECT_EQ(refusal("a\\"), "the filter pattern 'a\\' is not valid: nothing follows the '\\' at its end");
  EXPECT_EQ(
      refusal("a++"),
      "the filter pattern 'a++' is not valid: '+' repeats the character before it, but there is no such character");
  EXPECT_NE(refusal("*+"), "");
  EXPECT_EQ(refusal("*?"), "");
}

TEST(Pattern, ManyStarsTakeNoMoreThanTheirProduct) {
  std::string pattern;
  for (int i = 0; i < 50; ++i) {
    pattern += "**a";
  }
  EXPECT_FALSE(matches(pattern, std::string(1000, 'a') + "b"));
}

/// The same pattern as a regular expression, written independently.
std::string to_expression(std::string_view pattern) {
  std::string out = "^(?s:";
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern.substr(i, 3) == "**/") {
      out += "(.+/)?";
      i += 2;
    } else if (pattern.substr(i, 2) == "**") {
      out += ".*";
      i += 1;
    } else if (pattern[i] == '*') {
      out += "[^/]*";
    } else if ((pattern[i] == '?' || pattern[i] == '+') && i == 0) {
      out += std::string("\\") + pattern[i];
    } else {
      out += pattern[i];
    }
  }
  return out + ")$";
}

TEST(Pattern, AgreesWithARegularExpression) {
  EXPECT_TRUE(rc::check([] {
    const auto pattern = *rc::gen::container<std::string>(rc::gen::element('a', 'b', '/', '*', '*', '?', '+'));
    const auto name = *rc::gen::container<std::string>(rc::gen::element('a', 'b', '/', '+', '?'));
    const auto compiled = Pattern::compile(pattern);
    const auto expression = Regex::compile(to_expression(pattern));
    if (compiled && expression) {
      RC_ASSERT((compiled->matches(name) == expression->is_match(name)));
    }
  }));
}

TEST(PatternList, TheLastMatchDecides) {
  const auto list = PatternList::compile({"releases/**", "!releases/**-alpha", "releases/keep-alpha"}).value();
  EXPECT_TRUE(list.matches("releases/10"));
  EXPECT_FALSE(list.matches("releases/10-alpha"));
  EXPECT_TRUE(list.matches("releases/keep-alpha"));
  EXPECT_FALSE(list.matches("main"));
  EXPECT_EQ(list.deciding("releases/10-alpha"), 1U);
  EXPECT_EQ(list.deciding("main"), std::nullopt);
}

TEST(PatternList, OnlyNegativePatternsMatchNothing) {
  const auto list = PatternList::compile({"!main"}).value();
  EXPECT_FALSE(list.matches("dev"));
  EXPECT_FALSE(list.has_positive());
}

TEST(PatternList, AnErrorNamesThePattern) {
  EXPECT_EQ(PatternList::compile({"ok", "!v["}).error().message,
            "the filter pattern 'v[' is not valid: its '[' is never closed");
}

}  // namespace
}  // namespace ropewalk::text
