// Which `#` are comments.
#include "yaml/comments.h"

#include <gtest/gtest.h>

namespace ropewalk::yaml {
namespace {

std::vector<std::string> comments(std::string text) {
  std::pmr::monotonic_buffer_resource memory;
  const auto file = std::make_shared<SourceFile>("a.yml", std::move(text));
  std::vector<std::string> found;
  for (const Comment& comment : read_comments(read_document(file, memory))) {
    found.push_back((comment.is_whole_line ? "= " : "- ") + std::string(comment.text));
  }
  return found;
}

using Texts = std::vector<std::string>;

TEST(Comments, StandOnLinesOfTheirOwnAndBehindValues) {
  EXPECT_EQ(comments("# one\na: 1 # two\nb: # three\n  - x\n# four"), (Texts{"= one", "- two", "- three", "= four"}));
}

TEST(Comments, AreNotFoundInScalars) {
  EXPECT_EQ(comments("a: x#y\nb: '# no'\nc: \"# no\"\nd: |\n  # no\ne: 1 # yes\n"), (Texts{"- yes"}));
}

TEST(Comments, MayStandInTheHeaderOfABlock) { EXPECT_EQ(comments("a: | # why\n  # no\n"), (Texts{"- why"})); }

TEST(Comments, AreFoundInFlowCollections) {
  EXPECT_EQ(comments("a: [1, # one\n  2] # two\n"), (Texts{"- one", "- two"}));
}

TEST(Comments, AreReadUpToASyntaxError) { EXPECT_EQ(comments("# first\na: b: c\n# last\n"), (Texts{"= first"})); }

TEST(Comments, AFileMayHoldNothingElse) { EXPECT_EQ(comments("# alone\n"), (Texts{"= alone"})); }

}  // namespace
}  // namespace ropewalk::yaml
