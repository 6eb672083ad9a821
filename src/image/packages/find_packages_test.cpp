#include "image/packages/find_packages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ropewalk::image {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Entry {
  std::string path;
  std::string content;
  EntryKind kind = EntryKind::kFile;
};

/// Layers that are read as a scan does it: only what is a database by its own name is kept the first time.
Layer layer_of(const std::vector<Entry>& entries, const std::function<bool(const LayerEntry& entry)>& keeps) {
  Layer layer;
  for (const Entry& from : entries) {
    LayerEntry entry;
    entry.path = from.path;
    entry.kind = from.kind;
    if (from.kind == EntryKind::kFile) {
      entry.size = from.content.size();
      entry.has_content = keeps(entry);
      entry.content = entry.has_content ? from.content : "";
    } else {
      entry.target = from.content;
    }
    layer.entries.push_back(std::move(entry));
  }
  return layer;
}

Contents contents_of(const std::vector<std::vector<Entry>>& layers) {
  Contents contents;
  contents.is_whole = true;
  for (const auto& entries : layers) {
    contents.layers.push_back(std::make_unique<Layer>(layer_of(entries, is_package_data)));
    contents.tree.apply(*contents.layers.back(), static_cast<int>(contents.layers.size()) - 1, contents.faults);
  }
  contents.read_again = [layers](std::size_t index, const LayerOptions& options) -> Outcome<Layer> {
    return layer_of(layers[index],
                    [&](const LayerEntry& entry) { return entry.size <= options.most_kept && options.keeps(entry); });
  };
  return contents;
}

std::vector<std::string> names(const Inventory& inventory) {
  std::vector<std::string> found;
  for (const InstalledPackage& package : inventory.packages) {
    found.push_back(package.name + " " + package.version);
  }
  return found;
}

std::vector<std::string> packages_of(const std::vector<std::vector<Entry>>& layers) {
  Contents contents = contents_of(layers);
  const Inventory inventory = find_packages(contents);
  EXPECT_THAT(contents.faults, IsEmpty());
  EXPECT_THAT(inventory.faults, IsEmpty());
  EXPECT_THAT(inventory.unread, IsEmpty());
  return names(inventory);
}

const std::string kMetadata = "Metadata-Version: 2.1\nName: django\nVersion: 2.0\n";
const std::string kStatus = "Package: a\nStatus: install ok installed\nVersion: 1\nArchitecture: amd64\n";

TEST(FindPackages, AHardLinkIsADatabaseAsAFileIs) {
  EXPECT_THAT(packages_of({{{"c/m", kMetadata}, {"lib/django-2.0.dist-info/METADATA", "c/m", EntryKind::kHardLink}}}),
              ElementsAre("django 2.0"));
  EXPECT_THAT(packages_of({{{"s", kStatus}}, {{"var/lib/dpkg/status", "s", EntryKind::kHardLink}, {".wh.s", ""}}}),
              ElementsAre("a 1"));
  EXPECT_THAT(packages_of({{{"s", "P:musl\nV:1-r0\n\n"}, {"lib/apk/db/installed", "s", EntryKind::kHardLink}}}),
              ElementsAre("musl 1-r0"));
}

TEST(FindPackages, ASymbolicLinkIsADatabaseAsAFileIs) {
  EXPECT_THAT(packages_of({{{"data/s", kStatus}, {"var/lib/dpkg/status", "/data/s", EntryKind::kSymlink}}}),
              ElementsAre("a 1"));
  EXPECT_THAT(packages_of({{{"data/s", "P:musl\nV:1-r0\n\n"},
                            {"usr/lib/apk", "../../data/apk", EntryKind::kSymlink},
                            {"data/apk/db/installed", "../../s", EntryKind::kSymlink},
                            {"lib", "usr/lib", EntryKind::kSymlink}}}),
              ElementsAre("musl 1-r0"));
  EXPECT_THAT(packages_of({{{"c/m", kMetadata}, {"lib/x.dist-info/METADATA", "/c/m", EntryKind::kSymlink}}}),
              ElementsAre("django 2.0"));
  EXPECT_THAT(packages_of({{{"c/m/METADATA", kMetadata}, {"lib/x.dist-info", "/c/m", EntryKind::kSymlink}}}),
              ElementsAre("django 2.0"));
}

TEST(FindPackages, ALinkToMetadataIsNoSecondDistribution) {
  EXPECT_THAT(packages_of({{{"cache/x.dist-info/METADATA", kMetadata},
                            {"lib/x.dist-info/METADATA", "/cache/x.dist-info/METADATA", EntryKind::kSymlink}}}),
              ElementsAre("django 2.0"));
}

TEST(FindPackages, ALinksEarlierFormsSayWhatBroughtAPackage) {
  Contents contents = contents_of({{{"s", kStatus}, {"var/lib/dpkg/status", "s", EntryKind::kHardLink}},
                                   {{"var/lib/dpkg/status", kStatus + "\nPackage: b\nVersion: 1\n"}}});
  const Inventory inventory = find_packages(contents);
  ASSERT_EQ(inventory.packages.size(), 2U);
  EXPECT_EQ(inventory.packages[0].introduced, 0);
  EXPECT_EQ(inventory.packages[1].introduced, 1);
}

TEST(FindPackages, ADatabaseThatIsTooLargeIsToldWhicheverItIs) {
  for (const std::string path : {"var/lib/dpkg/status", "lib/apk/db/installed", "var/lib/rpm/rpmdb.sqlite",
                                 "lib/x.dist-info/METADATA", "opt/conda-meta/x-1-0.json"}) {
    Contents contents = contents_of({{{path, "x"}}});
    contents.layers.front()->entries.front().size = kMostPackageData + 1;
    contents.layers.front()->entries.front().has_content = false;
    contents.read_again = [size = kMostPackageData + 1, path](std::size_t, const LayerOptions&) -> Outcome<Layer> {
      Layer layer;
      layer.entries.emplace_back().path = path;
      layer.entries.back().size = size;
      return layer;
    };
    const Inventory inventory = find_packages(contents);
    ASSERT_EQ(inventory.faults.size(), 1U) << path;
    EXPECT_EQ(inventory.faults.front().kind, FaultKind::kTooLarge) << path;
  }
}

TEST(FindPackages, ABillInsideOfAWheelNamesWhatTheWheelCarries) {
  const std::string bill = R"({"bomFormat":"CycloneDX","specVersion":"1.6","components":[)"
                           R"({"type":"library","name":"django","version":"2.0","purl":"pkg:pypi/django@2.0"},)"
                           R"({"type":"library","name":"Jinja2","version":"2.10","purl":"pkg:pypi/jinja2@2.10"},)"
                           R"({"type":"library","name":"time","version":"0.1.0","purl":"pkg:cargo/time@0.1.0"}]})";
  Contents contents = contents_of(
      {{{"lib/django-2.0.dist-info/METADATA", kMetadata}, {"lib/django-2.0.dist-info/sboms/x.cdx.json", bill}}});
  const Inventory inventory = find_packages(contents);
  EXPECT_THAT(names(inventory), ElementsAre("django 2.0", "jinja2 2.10", "time 0.1.0"));
  EXPECT_EQ(inventory.packages[1].vendored_by, "django");
  EXPECT_EQ(inventory.packages[1].kind, PackageKind::kPython);
  EXPECT_EQ(inventory.packages[2].kind, PackageKind::kComponent);
  EXPECT_THAT(inventory.gaps, IsEmpty());
}

TEST(FindPackages, WhatIsNotReadIsTold) {
  const auto gaps = [](const std::vector<Entry>& entries) {
    Contents contents = contents_of({entries});
    return find_packages(contents).gaps.size();
  };
  EXPECT_EQ(gaps({{"lib/x.dist-info/sboms/x.xml", "<bom/>"}}), 1U);
  EXPECT_EQ(gaps({{"var/lib/pacman/local/x-1-1/desc", "x"}}), 1U);
  EXPECT_EQ(gaps({{"var/lib/pacman/local/ALPM_DB_VERSION", "9"}}), 0U);
  EXPECT_EQ(gaps({{"nix/var/nix/db/db.sqlite", "x"}}), 1U);
  EXPECT_EQ(gaps({{"var/lib/snapd/snaps/partial/x", "x"}}), 0U);
}

TEST(FindPackages, CondasRecordsArePackages) {
  EXPECT_THAT(packages_of({{{"opt/conda/conda-meta/django-2.0-py_0.json", R"({"name":"django","version":"2.0"})"},
                            {"opt/conda/conda-meta/history", "x"},
                            {"opt/my-conda-meta/x.json", "{}"}}}),
              ElementsAre("django 2.0"));
}

}  // namespace
}  // namespace ropewalk::image
