#include "image/context/context.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "image/context/tar_writer.h"
#include "image/oci/tar.h"
#include "ports/fake/files.h"

namespace ropewalk::image {
namespace {

IgnoreList list_of(std::string text) {
  auto list = IgnoreList::read(std::make_shared<SourceFile>(".dockerignore", std::move(text)));
  EXPECT_TRUE(list.has_value());
  return *list;
}

TEST(Ignore, KnowsDockersRules) {
  // Pattern lines, a path, whether it is left out: docs.docker.com "dockerignore file", and moby's patternmatcher
  // tests.
  const std::vector<std::tuple<std::string, std::string, bool>> cases = {
      {"temp?", "tempa", true},
      {"temp?", "temp", false},
      {"*/temp*", "a/temporary.txt", true},
      {"*/temp*", "temporary", false},
      {"*/*/temp*", "a/b/tempx", true},
      {"**/*.go", "x.go", true},
      {"**/*.go", "a/b/x.go", true},
      {"*.md\n!README.md", "README.md", false},
      {"*.md\n!README*.md\nREADME-secret.md", "README-secret.md", true},
      {"docs", "docs/a/b", true},
      {"/docs/", "docs/a", true},
      {"docs", "x/docs", false},
      {"**/docs", "x/docs/y", true},
      {"docs/**", "docs", false},
      {"docs/**", "docs/a/b", true},
      {"*\n!src", "src/a.py", false},
      {"*\n!src", "other", true},
      {"*\n!src\n**/__pycache__", "src/a/__pycache__/x.pyc", true},
      {"# docs\ndocs", "docs", true},
      {" # docs", "docs", false},
      {"  docs  ", "docs", true},
      {"./a/../docs", "docs", true},
      {"a[0-9]", "a5", true},
      {"a[!0-9]", "a5", true},
      {"a[^0-9]", "a5", false},
      {"a.b", "axb", false},
      {"a+b(c)", "a+b(c)", true},
      {"\\*", "*", true},
      {"\\*", "x", false},
      {"**", "anything/at/all", true},
      {"a/**/b", "a/b", true},
      {"a/**/b", "a/x/y/b", true},
      {"!a", "a", false},
      {"ä?", "äx", true},
  };
  for (const auto& [patterns, path, ignored] : cases) {
    EXPECT_EQ(list_of(patterns).is_ignored(path), ignored) << patterns << " | " << path;
  }
}

TEST(Ignore, FoldersAreEnteredOnlyForWhatMayComeBack) {
  const auto list = list_of("*\n!src/app\n!**/keep.txt");
  EXPECT_TRUE(list.may_take_back_below("src"));
  EXPECT_TRUE(list.may_take_back_below("other"));
  EXPECT_FALSE(list_of("*\n!src/app").may_take_back_below(".git"));
  EXPECT_TRUE(list_of("*\n!src/app").may_take_back_below("src/app/deep"));
}

TEST(Ignore, APatternThatCannotBeReadIsSaidWithItsLine) {
  for (const char* text : {"ok\n[a", "ok\na\\", "ok\n!"}) {
    const auto list = IgnoreList::read(std::make_shared<SourceFile>(".dockerignore", text));
    ASSERT_FALSE(list) << text;
    EXPECT_EQ(list.error().place.file->locate(list.error().place.span.begin).line, 2U);
  }
}

std::vector<TarEntry> entries_of(const std::string& archive) {
  const auto source = memory_source(archive);
  TarReader tar(*source);
  std::vector<TarEntry> entries;
  for (auto next = tar.next(); next && *next; next = tar.next()) {
    entries.push_back(**next);
  }
  return entries;
}

TEST(TarWriter, LongNamesAndLargeTimesComeBack) {
  const std::string deep = std::string(90, 'a') + "/" + std::string(90, 'b');
  TarWriter writer(1234567890);
  writer.folder(std::string(90, 'a'));
  writer.file(deep, "content", true);
  writer.symlink("link", deep);
  const auto entries = entries_of(writer.finish());
  ASSERT_EQ(entries.size(), 3U);
  EXPECT_EQ(entries[1].name, deep);
  EXPECT_EQ(entries[1].mode, 0755U);
  EXPECT_EQ(entries[1].time, 1234567890);
  EXPECT_EQ(entries[2].target, deep);
}

TEST(Context, HasWhatIsNotIgnoredAndTheDockerfile) {
  ports::FakeFiles files;
  ASSERT_TRUE(files.write("/p/src/a.py", "1"));
  ASSERT_TRUE(files.write("/p/src/b.pyc", "2"));
  ASSERT_TRUE(files.write("/p/.git/config", "3"));
  const IgnoreList ignored = list_of("*\n!src\n**/*.pyc");
  const dockerfile::Rewritten rewritten{
      .text = "FROM a\n", .files = {{".ropewalk-heredoc/1/x", "y"}}, .notes = {}, .errors = {}};
  const auto context = pack_context({.folder = "/p", .ignored = &ignored, .dockerfile = &rewritten, .time = 5}, files);
  ASSERT_TRUE(context);
  std::vector<std::string> names;
  for (const TarEntry& entry : entries_of(context->archive)) {
    names.push_back(entry.name);
  }
  EXPECT_THAT(names, testing::ElementsAre("src/", "src/a.py", ".ropewalk-heredoc/", ".ropewalk-heredoc/1/",
                                          ".ropewalk-heredoc/1/x", ".ropewalk-heredoc/Dockerfile"));
}

}  // namespace
}  // namespace ropewalk::image
