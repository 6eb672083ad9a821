#include "init/proposal.h"

#include <gtest/gtest.h>

namespace ropewalk::init {
namespace {

const FindBlob kNothing = [](const std::string&) { return std::nullopt; };

PipelineFile file(std::string text) { return {"a.yml", std::move(text), false, "ci"}; }

TEST(BlobId, IsGits) { EXPECT_EQ(blob_id("hello\n"), "ce013625030ba8dba906f756967f9e9ca394464a"); }

TEST(Manifest, IsReadAsItIsWritten) {
  const Manifest manifest{{".github/a b.yml", blob_id("x")}, {"z", blob_id("")}};
  EXPECT_EQ(read_manifest(write_manifest(manifest)).value(), manifest);
  EXPECT_FALSE(read_manifest("nonsense\n"));
  EXPECT_FALSE(read_manifest(blob_id("x") + "  ../../etc/passwd\n"));
  EXPECT_FALSE(read_manifest(blob_id("x") + "  /etc/passwd\n"));
}

TEST(Propose, WhatIsMissingIsCreatedAndWhatIsEqualIsKept) {
  EXPECT_EQ(propose(file("new\n"), std::nullopt, {}, kNothing).step, Step::kCreate);
  EXPECT_EQ(propose(file("new\n"), "new\n", {}, kNothing).step, Step::kKeep);
}

TEST(Propose, WhatWasThereBeforeIsNobodys) {
  EXPECT_EQ(propose(file("new\n"), "theirs\n", {}, kNothing).step, Step::kUnknown);
}

TEST(Propose, AnUneditedFileFollowsItsTemplate) {
  const Manifest manifest{{"a.yml", blob_id("old\n")}};
  EXPECT_EQ(propose(file("new\n"), "old\n", manifest, kNothing).step, Step::kUpdate);
}

TEST(Propose, AnEditIsKeptAsLongAsTheTemplateStands) {
  const Manifest manifest{{"a.yml", blob_id("old\n")}};
  const Proposal proposal = propose(file("old\n"), "edited\n", manifest, kNothing);
  EXPECT_EQ(proposal.step, Step::kEdited);
  EXPECT_EQ(proposal.result, "edited\n");
}

TEST(Propose, AnEditAndANewTemplateGoTogether) {
  const std::string base = "1\n2\n3\n4\n5\n";
  const Manifest manifest{{"a.yml", blob_id(base)}};
  const FindBlob find = [&](const std::string& id) { return id == blob_id(base) ? std::optional(base) : std::nullopt; };
  const Proposal merged = propose(file("1\n2\n3\n4\nfive\n"), "one\n2\n3\n4\n5\n", manifest, find);
  EXPECT_EQ(merged.step, Step::kMerge);
  EXPECT_EQ(merged.result, "one\n2\n3\n4\nfive\n");
  EXPECT_EQ(propose(file("1\n2\n3\n4\nfive\n"), "1\n2\n3\n4\nV\n", manifest, find).step, Step::kConflict);
  EXPECT_EQ(propose(file("1\n2\n3\n4\nfive\n"), "1\n2\n3\n4\nV\n", manifest, kNothing).step, Step::kUnknown);
}

}  // namespace
}  // namespace ropewalk::init
