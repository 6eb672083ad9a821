#include "text/path_glob.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <functional>

#include "base/strings.h"

namespace ropewalk::text {
namespace {

PathGlobs compile(std::string_view patterns) {
  return PathGlobs::compile(patterns, {"/work/repo", "/home/me"}).value();
}

bool matches(std::string_view patterns, std::string_view path, bool is_directory = false) {
  return compile(patterns).matches(path, is_directory);
}

TEST(PathGlobs, PatternsAreRelativeToTheRoot) {
  EXPECT_TRUE(matches("*.lock", "Cargo.lock"));
  EXPECT_TRUE(matches("./*.lock", "Cargo.lock"));
  EXPECT_TRUE(matches("*.lock", "/work/repo/Cargo.lock"));
  EXPECT_TRUE(matches("/work/repo/*.lock", "Cargo.lock"));
  EXPECT_FALSE(matches("*.lock", "sub/Cargo.lock"));
  EXPECT_FALSE(matches("*.lock", "/elsewhere/Cargo.lock"));
}

TEST(PathGlobs, TheRootIsTakenLiterally) {
  const auto globs = PathGlobs::compile("*", {"/work/[a]*", ""}).value();
  EXPECT_TRUE(globs.matches("/work/[a]*/x", false));
  EXPECT_FALSE(globs.matches("/work/ab/x", false));
}

TEST(PathGlobs, TildeIsHome) {
  EXPECT_TRUE(matches("~/.cache/pip", "/home/me/.cache/pip/wheel"));
  EXPECT_TRUE(matches("~", "/home/me", true));
  EXPECT_FALSE(matches("~x", "/home/me", true));
  EXPECT_EQ(PathGlobs::compile("~/x", {"/r", ""}).error().message, "Unable to determine HOME directory");
}

TEST(PathGlobs, GlobstarsTakeAnyNumberOfSegments) {
  EXPECT_TRUE(matches("**/package-lock.json", "package-lock.json"));
  EXPECT_TRUE(matches("**/package-lock.json", "a/b/package-lock.json"));
  EXPECT_TRUE(matches("a/**/z", "a/z"));
  EXPECT_TRUE(matches("a/**", "a", true));
  EXPECT_TRUE(matches("a/**", "a/.hidden/x"));
  const auto within_a_name = PathGlobs::compile("a**", {"/r", "", false}).value();
  EXPECT_TRUE(within_a_name.matches("abc", false));
  EXPECT_FALSE(within_a_name.matches("a/b", false));
}

TEST(PathGlobs, AMatchedFolderBringsWhatIsBelow) {
  EXPECT_TRUE(matches("dist", "dist/a/b.txt"));
  EXPECT_TRUE(matches("dist/", "dist/a/b.txt"));
  const auto without = PathGlobs::compile("dist", {"/r", "", false}).value();
  EXPECT_FALSE(without.matches("dist/a", false));
  EXPECT_TRUE(without.matches("dist", true));
}

TEST(PathGlobs, ASlashAtTheEndMeansFoldersOnly) {
  EXPECT_FALSE(matches("dist/", "dist", false));
  EXPECT_TRUE(matches("dist/", "dist", true));
}

TEST(PathGlobs, LaterLinesOverruleEarlierOnes) {
  constexpr std::string_view kPatterns = "# all but one\n\n  **/*.txt \r\n!skip/**\nskip/keep.txt";
  EXPECT_TRUE(matches(kPatterns, "a.txt"));
  EXPECT_FALSE(matches(kPatterns, "skip/a.txt"));
  EXPECT_TRUE(matches(kPatterns, "skip/keep.txt"));
  EXPECT_TRUE(matches("a\n!!b", "b"));
}

TEST(PathGlobs, AnExcludedFolderExcludesWhatIsBelow) {
  EXPECT_FALSE(matches("**\n!node_modules", "node_modules/x/y.js"));
  EXPECT_TRUE(matches("**\n!node_modules", "src/y.js"));
}

TEST(PathGlobs, SegmentsHaveWildcardsAndSets) {
  EXPECT_TRUE(matches("a?c", "abc"));
  EXPECT_FALSE(matches("a?c", "ac"));
  EXPECT_TRUE(matches("file[0-9].txt", "file7.txt"));
  EXPECT_FALSE(matches("file[!0-9].txt", "file7.txt"));
  EXPECT_TRUE(matches("file[^0-9].txt", "filex.txt"));
  EXPECT_TRUE(matches("[]]", "]"));
  EXPECT_TRUE(matches("[a", "[a"));        // never closed: literal
  EXPECT_TRUE(matches("[z-a]", "[z-a]"));  // no range: literal
  EXPECT_TRUE(matches("a\\*", "a*"));
  EXPECT_FALSE(matches("a\\*", "ab"));
  EXPECT_TRUE(matches("{a,b}", "{a,b}"));
  EXPECT_TRUE(matches("*.*", ".env"));
  EXPECT_TRUE(matches("*a*b*c", "xxaxxbabxxbc"));
}

TEST(PathGlobs, DotsAsSegmentsAreRefused) {
  EXPECT_EQ(PathGlobs::compile("a/../b", {"/r"}).error().message,
            "Invalid pattern 'a/../b'. Relative pathing '.' and '..' is not allowed.");
  EXPECT_FALSE(PathGlobs::compile("a/./b", {"/r"}));
  EXPECT_FALSE(PathGlobs::compile("!", {"/r"}));
}

TEST(PathGlobs, AWalkerIsToldWhereToLook) {
  const auto globs = compile("src/*/test/**\n!src/a/**");
  EXPECT_TRUE(globs.may_match_below("/"));
  EXPECT_TRUE(globs.may_match_below("src"));
  EXPECT_TRUE(globs.may_match_below("src/x"));
  EXPECT_TRUE(globs.may_match_below("src/x/test/deep"));
  EXPECT_FALSE(globs.may_match_below("docs"));
  EXPECT_FALSE(globs.may_match_below("src/x/main"));
}

TEST(PathGlobs, SearchStartsAtTheLiteralBeginnings) {
  EXPECT_EQ(compile("src/**/*.py\nsrc/deep/*.c\n~/.cache/x\n!docs/*").search_paths(),
            (std::vector<std::string>{"/work/repo/src", "/home/me/.cache/x"}));
  EXPECT_EQ(compile("/**").search_paths(), std::vector<std::string>{"/"});
  EXPECT_EQ(compile("[a]b").search_paths(), std::vector<std::string>{"/work/repo/ab"});
}

TEST(PathGlobs, ManyGlobstarsTakeNoLongerThanTheirProduct) {
  std::string pattern;
  std::string path;
  for (int i = 0; i < 40; ++i) {
    pattern += "**/a/";
    path += "a/";
  }
  EXPECT_FALSE(matches(pattern + "b", path + path + "c"));
}

/// The same match by trying every way, with `*` and `**` alone.
bool naive_match(const std::vector<std::string_view>& pattern, std::size_t p, const std::vector<std::string_view>& path,
                 std::size_t s) {
  const std::function<bool(std::string_view, std::string_view)> in_name = [&](std::string_view a, std::string_view b) {
    if (a.empty() || b.empty()) {
      return a.find_first_not_of('*') == std::string_view::npos && b.empty();
    }
    if (a[0] == '*') {
      return in_name(a.substr(1), b) || in_name(a, b.substr(1));
    }
    return (a[0] == '?' || a[0] == b[0]) && in_name(a.substr(1), b.substr(1));
  };
  if (p == pattern.size()) {
    return s == path.size();
  }
  if (pattern[p] == "**") {
    return naive_match(pattern, p + 1, path, s) || (s < path.size() && naive_match(pattern, p, path, s + 1));
  }
  return s < path.size() && in_name(pattern[p], path[s]) && naive_match(pattern, p + 1, path, s + 1);
}

TEST(PathGlobs, AgreesWithTryingEveryWay) {
  EXPECT_TRUE(rc::check([] {
    const auto name = rc::gen::element<std::string>("a", "b", "ab", "ba", "*", "?", "**", "a*", "*b", "a?", "*a*b");
    const auto pattern = *rc::gen::resize(6, rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(name)));
    const auto plain = rc::gen::element<std::string>("a", "b", "ab", "ba", "aab");
    const auto path = *rc::gen::resize(6, rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(plain)));
    const std::vector<std::string_view> pattern_views(pattern.begin(), pattern.end());
    const std::vector<std::string_view> path_views(path.begin(), path.end());
    const auto globs = PathGlobs::compile(join(pattern, "/"), {"/", "", false}).value();
    RC_ASSERT((globs.matches(join(path, "/"), false) == naive_match(pattern_views, 0, path_views, 0)));
  }));
}

}  // namespace
}  // namespace ropewalk::text
