#include "actions/builtin/artifact/names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ropewalk::actions::builtin {
namespace {

TEST(ArtifactNames, RefuseWhatSomeFileSystemRefuses) {
  EXPECT_TRUE(check_artifact_name("coverage 3.12 (linux)"));
  EXPECT_EQ(check_artifact_name("a/b").error().message,
            "The artifact name is not valid: a/b. Contains the following character:  Forward slash /");
  for (const std::string_view name : {"a:b", "a\\b", "a*", "a?", "a|b", "\"", "<", ">", "a\nb", "a\rb"}) {
    EXPECT_FALSE(check_artifact_name(name)) << name;
  }
  EXPECT_EQ(check_artifact_name("").error().message, "Provided artifact name input during validation is empty");
}

TEST(ArtifactNames, AllowSlashesInFilesOfAnArtifact) {
  EXPECT_TRUE(check_artifact_file_name("a/b.txt"));
  EXPECT_FALSE(check_artifact_file_name("a/b:c.txt"));
}

TEST(ArtifactIds, AreStableWholeNumbersThatDifferByName) {
  record::Artifact a;
  a.run = RunId("1");
  a.name = "x";
  record::Artifact b = a;
  b.name = "y";
  EXPECT_EQ(artifact_id(a), artifact_id(a));
  EXPECT_NE(artifact_id(a), artifact_id(b));
  EXPECT_LT(artifact_id(a), std::uint64_t{1} << 53U);
}

TEST(NamePatterns, MatchAsMinimatchDoesOnNamesWithoutSlashes) {
  EXPECT_TRUE(matches_name_pattern("coverage-*", "coverage-3.12"));
  EXPECT_FALSE(matches_name_pattern("coverage-*", "report"));
  EXPECT_TRUE(matches_name_pattern("*", "report"));
  EXPECT_TRUE(matches_name_pattern("**", "report"));
  EXPECT_FALSE(matches_name_pattern("*", ".hidden"));
  EXPECT_TRUE(matches_name_pattern("r?port", "report"));
  EXPECT_TRUE(matches_name_pattern("wheel-3.1[1-3]", "wheel-3.12"));
  EXPECT_TRUE(matches_name_pattern("!wheel*", "report"));
  EXPECT_FALSE(matches_name_pattern("!wheel*", "wheel-1"));
}

TEST(NamePatterns, OpenBraces) {
  for (const std::string_view name : {"a-x", "b-x", "b-y"}) {
    EXPECT_TRUE(matches_name_pattern("{a,b}-{x,y}", name)) << name;
  }
  EXPECT_FALSE(matches_name_pattern("{a,b}-{x,y}", "c-x"));
  EXPECT_TRUE(matches_name_pattern("{a{1,2},b}", "a2"));
  EXPECT_TRUE(matches_name_pattern("{a}", "{a}"));
  EXPECT_TRUE(matches_name_pattern("{a,b", "{a,b"));
}

TEST(NamePatterns, EndSoonWhateverThePattern) {
  std::string pattern;
  for (int i = 0; i < 60; ++i) {
    pattern += "{a,b}";
  }
  EXPECT_FALSE(matches_name_pattern(pattern, "c"));
}

}  // namespace
}  // namespace ropewalk::actions::builtin
