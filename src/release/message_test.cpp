#include "release/message.h"

#include <gtest/gtest.h>

namespace ropewalk::release {
namespace {

TEST(Message, HeaderHasTypeScopeBangAndDescription) {
  const auto header = read_header("Feat(core api)!: add a thing");
  ASSERT_TRUE(header);
  EXPECT_EQ(header->type, "feat");
  EXPECT_EQ(header->scope, "core api");
  EXPECT_TRUE(header->has_bang);
  EXPECT_EQ(header->description, "add a thing");
}

TEST(Message, WhatOnlyLooksLikeTheConventionIsNotOfIt) {
  for (const std::string_view line : {"feat:x", "feat : x", "feat(): x", "feat( ): x", "feat: ", "feat:", "feat", ": x",
                                      "feat(a: x", "feat(a)(b): x", "feat!!: x", "feat x: y", "feat(a) : x", ""}) {
    EXPECT_FALSE(read_header(line)) << line;
  }
}

TEST(Message, FootersStandAtTheStartOfAParagraphOrBelowAnother) {
  const Message message = read_message(
      "fix: x\n\nProse here\nCloses: not this\n\nCloses #12\nReviewed-by: Ada\n  Lovelace\n\nRelease-As: 2.0.0\n");
  ASSERT_EQ(message.footers.size(), 3U);
  EXPECT_EQ(message.footers[0].token, "Closes");
  EXPECT_EQ(message.footers[0].value, "12");
  EXPECT_EQ(message.footers[1].value, "Ada\nLovelace");
  EXPECT_EQ(message.footer("release-as"), "2.0.0");
}

TEST(Message, BreaksByAFooterInUpperCase) {
  EXPECT_TRUE(read_message("docs: x\n\nBREAKING CHANGE: y").is_breaking());
  EXPECT_TRUE(read_message("docs: x\n\nBREAKING-CHANGE: y").is_breaking());
  EXPECT_TRUE(read_message("docs: x\r\n\r\nBREAKING CHANGE: y\r\n").is_breaking());
  EXPECT_TRUE(read_message("docs: x\n\nBREAKING CHANGE:\n- a list of it").is_breaking());
  EXPECT_FALSE(read_message("docs: x\n\nBreaking Change: y").is_breaking());
  EXPECT_FALSE(read_message("docs: x\n\nIt says\nBREAKING CHANGE: y").is_breaking());
  EXPECT_FALSE(read_message("docs: x\n\n- BREAKING CHANGE: y").is_breaking());
  EXPECT_FALSE(read_message("docs: x\n\nBREAKING CHANGE:").is_breaking());
  EXPECT_FALSE(read_message("words\n\nBREAKING CHANGE: y").is_breaking());
}

TEST(Message, AnOverrideReplacesTheMessage) {
  const Message message = read_message("words\n\nBEGIN_COMMIT_OVERRIDE\nfeat: x\nEND_COMMIT_OVERRIDE\n");
  ASSERT_TRUE(message.header);
  EXPECT_EQ(message.header->type, "feat");
}

}  // namespace
}  // namespace ropewalk::release
