// Git's configuration syntax, as git itself reads it.
#include "git/config_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace ropewalk::git {
namespace {

constexpr const char* kText = R"(# a comment
[core]
	bare = false ; another
	flag
[Remote "origin"]
	url = https://github.com/o/r.git
	URL = "https://example.com/a # b"  # the last one counts
[remote "Other \"quoted\""]
	url = one\
two
[remote "nospace"]url=x
)";

TEST(ConfigText, FindsValuesBySectionSubsectionAndKey) {
  EXPECT_EQ(config_value(kText, "core", "", "bare"), "false");
  EXPECT_EQ(config_value(kText, "CORE", "", "FLAG"), "true");
  EXPECT_EQ(config_value(kText, "remote", "origin", "url"), "https://example.com/a # b");
  EXPECT_EQ(config_value(kText, "remote", "Other \"quoted\"", "url"), "onetwo");
  EXPECT_EQ(config_value(kText, "remote", "nospace", "url"), "x");
}

TEST(ConfigText, SubsectionsHaveCaseAndMissingIsNothing) {
  EXPECT_EQ(config_value(kText, "remote", "ORIGIN", "url"), std::nullopt);
  EXPECT_EQ(config_value(kText, "remote", "", "url"), std::nullopt);
  EXPECT_EQ(config_value("", "a", "", "b"), std::nullopt);
}

TEST(ConfigText, BrokenTextEndsWithoutAnAnswer) {
  for (const char* text : {"[", "[a \"b", "[a]\nb = \"c", "[a]\nb = \\", "= x", "[a]\n= 1\n]"}) {
    static_cast<void>(config_value(text, "a", "", "x"));
  }
  EXPECT_EQ(config_value("[a]\nb = \"c", "a", "", "b"), "c");
}

TEST(ConfigText, QuotedValuesComeBack) {
  rc::check([](const std::string& value) {
    const std::string text = "[a]\n\tb = " + quote_config(value) + "\n";
    RC_ASSERT(config_value(text, "a", "", "b") == value);
  });
}

TEST(ConfigText, AlternatesAreReadAsTheyAreWritten) {
  rc::check([](const std::vector<std::string>& values) {
    std::string text;
    std::vector<std::string> paths;
    for (const std::string& value : values) {
      if (!value.empty() && value.find('\n') == std::string::npos) {
        text += alternates_line(value);
        paths.push_back(value);
      }
    }
    RC_ASSERT(read_alternates(text, '\n') == paths);
  });
  using testing::ElementsAre;
  EXPECT_THAT(read_alternates("# none\n\n/a\n\"/b\\303\\244\\t\"\n\"c\n/d", '\n'),
              ElementsAre("/a", "/b\303\244\t", "\"c", "/d"));
  EXPECT_THAT(read_alternates("a:\"b:\\\"\":c", ':'), ElementsAre("a", "b:\"", "c"));
}

}  // namespace
}  // namespace ropewalk::git
