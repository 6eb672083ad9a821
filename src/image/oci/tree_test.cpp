#include "image/oci/tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ropewalk::image {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

LayerEntry file(std::string path, std::string content) {
  LayerEntry entry;
  entry.path = std::move(path);
  entry.size = content.size();
  entry.content = std::move(content);
  entry.has_content = true;
  return entry;
}

LayerEntry link(EntryKind kind, std::string path, std::string target) {
  LayerEntry entry;
  entry.path = std::move(path);
  entry.kind = kind;
  entry.target = std::move(target);
  return entry;
}
LayerEntry hard(std::string path, std::string target) {
  return link(EntryKind::kHardLink, std::move(path), std::move(target));
}
LayerEntry soft(std::string path, std::string target) {
  return link(EntryKind::kSymlink, std::move(path), std::move(target));
}

/// Layers laid over each other, and what could not be carried out.
struct Laid {
  explicit Laid(std::vector<std::vector<LayerEntry>> from) {
    layers.reserve(from.size());  // the tree points into them
    for (auto& entries : from) {
      layers.emplace_back().entries = std::move(entries);
      tree.apply(layers.back(), static_cast<int>(layers.size()) - 1, faults);
    }
  }

  [[nodiscard]] std::string at(const std::string& path) const {
    const auto node = tree.nodes().find(path);
    return node == tree.nodes().end() ? "-" : node->second.content() == nullptr ? "?" : *node->second.content();
  }

  std::vector<Layer> layers;
  Tree tree;
  std::vector<Fault> faults;
};

TEST(Tree, AHardLinkIsAnotherNameOfWhatIsThereWhenItsTurnComes) {
  const Laid laid({{file("a", "old")}, {hard("b", "a"), file("a", "new"), hard("c", "./a")}});
  EXPECT_THAT(laid.faults, IsEmpty());
  EXPECT_EQ(laid.at("a"), "new");
  EXPECT_EQ(laid.at("b"), "old");
  EXPECT_EQ(laid.at("c"), "new");
}

TEST(Tree, WhatAHardLinkNamesOutlivesItsOtherNames) {
  const std::string deep = "a/folder/whose/name/is/longer/than/a/short/text/file";
  const Laid later({{file(deep, "x"), hard("b", deep)}, {file("a/.wh.folder", "")}});
  EXPECT_THAT(later.faults, IsEmpty());
  EXPECT_EQ(later.at(deep), "-");
  EXPECT_EQ(later.at("b"), "x");

  const Laid in_same_layer({{file(deep, "x")}, {hard("b", deep), file("a/.wh.folder", "")}});
  EXPECT_THAT(in_same_layer.faults, IsEmpty());
  EXPECT_EQ(in_same_layer.at("b"), "x");

  const Laid opaque({{file("d/a", "x")}, {hard("b", "d/a"), file("d/.wh..wh..opq", ""), file("d/c", "y")}});
  EXPECT_THAT(opaque.faults, IsEmpty());
  EXPECT_EQ(opaque.at("b"), "x");
  EXPECT_EQ(opaque.at("d/a"), "-");
  EXPECT_EQ(opaque.at("d/c"), "y");
}

TEST(Tree, AHardLinkLeadsThroughLinkedFoldersAndToLinksThemselves) {
  const Laid laid({{file("real/a", "x"), soft("folder", "real"), soft("s", "real/a")},
                   {hard("b", "folder/a"), hard("t", "s"), file(".wh.folder", "")}});
  EXPECT_THAT(laid.faults, IsEmpty());
  EXPECT_EQ(laid.at("b"), "x");
  EXPECT_EQ(laid.tree.nodes().at("t").kind, EntryKind::kSymlink);
  EXPECT_EQ(laid.tree.nodes().at("t").target, "real/a");
}

TEST(Tree, AHardLinkToWhatIsGoneOrNeverWasIsAFault) {
  EXPECT_THAT(Laid({{hard("b", "a")}}).faults, SizeIs(1));
  EXPECT_THAT(Laid({{hard("b", "a"), file("a", "too late")}}).faults, SizeIs(1));
  EXPECT_THAT(Laid({{file("a", "x")}, {file(".wh.a", "")}, {hard("b", "a")}}).faults, SizeIs(1));
  EXPECT_THAT(Laid({{file("a", "x")}, {file(".wh.a", ""), hard("b", "a")}}).faults, SizeIs(1));
}

TEST(Tree, WhatALayerBringsItselfStaysBesideItsWhiteouts) {
  const Laid laid({{file("d/old", "x")}, {file("d/new", "y"), file("d/.wh.new", ""), file("d/.wh..wh..opq", "")}});
  EXPECT_EQ(laid.at("d/new"), "y");
  EXPECT_EQ(laid.at("d/old"), "-");
}

}  // namespace
}  // namespace ropewalk::image
