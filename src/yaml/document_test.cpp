// The nodes that a file gives, where they stand, and what ends the reading.
#include "yaml/document.h"

#include <gtest/gtest.h>

namespace ropewalk::yaml {
namespace {

struct Read {
  std::pmr::monotonic_buffer_resource memory;
  Document document;

  explicit Read(std::string text, const ReadOptions& options = {})
      : document(read_document(std::make_shared<SourceFile>("a.yml", std::move(text)), memory, options)) {}
  [[nodiscard]] const Node& node(std::size_t index) const { return document.nodes.at(index); }
  [[nodiscard]] std::string_view source(const Node& node) const {
    return document.file->text().substr(node.span.begin, node.span.end - node.span.begin);
  }
  [[nodiscard]] std::string problem() const { return document.problem ? document.problem->message : ""; }
};

TEST(Document, ChildrenFollowTheirContainerAndNextSkipsThem) {
  const Read read("a: [1, 2]\nb: x\n");
  ASSERT_FALSE(read.document.problem);
  ASSERT_EQ(read.document.nodes.size(), 7U);
  EXPECT_EQ(read.node(0).kind, NodeKind::kMapping);
  EXPECT_EQ(read.node(0).child_count, 4U);
  EXPECT_EQ(read.node(0).next, 7U);
  EXPECT_EQ(read.node(2).kind, NodeKind::kSequence);
  EXPECT_TRUE(read.node(2).is_flow);
  EXPECT_EQ(read.node(2).next, 5U);
  EXPECT_EQ(read.node(5).text, "b");
}

TEST(Document, SpansAreBytesAlsoAfterCharactersOfSeveralBytes) {
  const Read read("ä: \"ö\"\nб: {x: 1}\n");
  EXPECT_EQ(read.source(read.node(1)), "ä");
  EXPECT_EQ(read.source(read.node(2)), "\"ö\"");
  EXPECT_EQ(read.source(read.node(3)), "б");
  EXPECT_EQ(read.source(read.node(4)), "{x: 1}");
  EXPECT_FALSE(read.document.is_ascii);
}

TEST(Document, ABlockEndsWithItsLastChild) {
  const Read read("a:\n  b: 1\n\n# end\nc: 2\n");
  EXPECT_EQ(read.source(read.node(2)), "b: 1");
}

TEST(Document, UnchangedTextsAreViewsOfTheSource) {
  const Read read("a: plain words\nb: 'quoted'\nc: \"a\\nb\"\nd: |\n  x\n  y\n");
  const std::string_view text = read.document.file->text();
  const auto is_view = [&](const Node& node) {
    return node.text.data() >= text.data() && node.text.data() < text.data() + text.size();
  };
  EXPECT_TRUE(is_view(read.node(2)));
  EXPECT_TRUE(is_view(read.node(4)));
  EXPECT_EQ(read.node(4).text, "quoted");
  EXPECT_EQ(read.node(6).text, "a\nb");
  EXPECT_EQ(read.node(8).text, "x\ny\n");
  EXPECT_EQ(read.node(8).style, ScalarStyle::kLiteral);
}

TEST(Document, CarriageReturnsAreFoldedIntoLineFeeds) {
  const Read read("a: |\r\n  x\r\n  y\r\nb: 1\r\n");
  EXPECT_EQ(read.node(2).text, "x\ny\n");
  EXPECT_EQ(read.source(read.node(3)), "b");
}

TEST(Document, AByteOrderMarkIsSkippedButCounted) {
  const Read read("\xEF\xBB\xBFname: x\n");
  EXPECT_EQ(read.node(1).text, "name");
  EXPECT_EQ(read.node(1).span, (Span{3, 7}));
}

TEST(Document, AliasesPointToTheirAnchor) {
  const Read read("a: &x [1]\nb: *x\n");
  EXPECT_EQ(read.node(2).anchor, "x");
  EXPECT_EQ(read.node(5).kind, NodeKind::kAlias);
  EXPECT_EQ(&read.document.resolve(read.node(5)), &read.node(2));
}

TEST(Document, ALaterAnchorOfTheSameNameWins) {
  const Read read("a: &x 1\nb: &x 2\nc: *x\n");
  EXPECT_EQ(read.document.resolve(read.node(6)).text, "2");
}

TEST(Document, UnknownRecursiveAndForbiddenAliasesEndTheReading) {
  EXPECT_EQ(Read("a: *nobody\n").problem(), "Unknown anchor 'nobody'");
  EXPECT_EQ(Read("a: &x [*x]\n").document.problem->kind, ProblemKind::kRecursiveAlias);
  const Read read("run: &echo hi\n", {.allows_anchors = false});
  EXPECT_EQ(read.problem(), "Anchors are not currently supported. Remove the anchor 'echo'");
}

TEST(Document, WhatStandsBeforeASyntaxErrorIsKept) {
  const Read read("a:\n  b: 1\n  - c\n");
  ASSERT_TRUE(read.document.problem);
  EXPECT_EQ(read.problem(), "While parsing a block mapping, did not find expected key.");
  EXPECT_EQ(read.document.file->locate(read.document.problem->span.begin).line, 3U);
  EXPECT_EQ(read.node(4).text, "1");
  EXPECT_FALSE(read.node(2).is_closed);
  EXPECT_EQ(read.node(0).next, read.document.nodes.size());
}

TEST(Document, ATabForIndentationIsExplained) {
  const Read read("a:\n\tb: 1\n");
  ASSERT_TRUE(read.document.problem);
  EXPECT_NE(read.document.problem->hint.find("tab"), std::string::npos);
}

TEST(Document, EmptyFilesAndFilesWithSeveralDocumentsAreTold) {
  EXPECT_EQ(Read("").document.problem->kind, ProblemKind::kEmpty);
  EXPECT_EQ(Read("# nothing\n\n").document.problem->kind, ProblemKind::kEmpty);
  EXPECT_EQ(Read("a: 1\n---\nb: 2\n").document.problem->kind, ProblemKind::kSeveralDocuments);
  EXPECT_FALSE(Read("---\na: 1\n...\n").document.problem);
}

TEST(Document, BinaryDataAndOtherEncodingsAreTold) {
  EXPECT_EQ(Read(std::string("\xFF\xFEn\0a\0", 6)).document.problem->kind, ProblemKind::kSyntax);
  EXPECT_EQ(Read(std::string("n\0a\0", 4)).document.problem->kind, ProblemKind::kSyntax);
  EXPECT_EQ(Read("a: \x01\n").problem(), "Control characters are not allowed.");
  EXPECT_TRUE(Read("a: \xC3(\n").document.problem);
  EXPECT_TRUE(Read(std::string("\x89PNG\r\n\x1A\n\0\0\0", 11)).document.problem);
}

TEST(Document, NestingStopsAtItsLimitBeforeItCostsTime) {
  const Read read(std::string(100'000, '['));
  EXPECT_EQ(read.document.problem->kind, ProblemKind::kTooDeep);
  EXPECT_EQ(read.document.nodes.size(), 101U);
  EXPECT_TRUE(Read("a: [[1]]", {.max_depth = 2}).document.problem);
  EXPECT_FALSE(Read("a: [[1]]", {.max_depth = 3}).document.problem);
}

TEST(Document, TheNumberOfNodesHasALimit) {
  EXPECT_EQ(Read("[1, 2, 3]", {.max_nodes = 3}).document.problem->kind, ProblemKind::kTooMany);
}

TEST(Document, AGiantScalarIsOneNode) {
  const Read read("a: |\n  " + std::string(1 << 20, 'x') + "\n");
  ASSERT_FALSE(read.document.problem);
  EXPECT_EQ(read.node(2).text.size(), (1U << 20) + 1);
}

TEST(Document, TagsAreWrittenOutInFull) {
  const Read read("a: !!int 3\nc: !local x\n");
  EXPECT_EQ(read.node(2).tag, "tag:yaml.org,2002:int");
  EXPECT_EQ(read.node(4).tag, "!local");
}

TEST(Document, ItsProblemIsAnErrorWithItsPlace) {
  const Read read("a: [1\n");
  const Error error = to_error(read.document);
  EXPECT_EQ(error.kind, ErrorKind::kInvalid);
  EXPECT_EQ(error.place.file, read.document.file);
  EXPECT_FALSE(error.message.empty());
}

}  // namespace
}  // namespace ropewalk::yaml
