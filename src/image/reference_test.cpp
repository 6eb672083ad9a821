#include "image/reference.h"

#include <gtest/gtest.h>

#include "image/manifest.h"

namespace ropewalk::image {
namespace {

const std::string kDigest = "sha256:" + std::string(64, 'a');

TEST(Reference, HasTheNormalFormOfDocker) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"python", "docker.io/library/python"},
      {"python:3.13-slim", "docker.io/library/python:3.13-slim"},
      {"acme/parcels", "docker.io/acme/parcels"},
      {"localhost/a", "localhost/a"},
      {"localhost:5000/a:b", "localhost:5000/a:b"},
      {"ghcr.io/acme/parcels@" + kDigest, "ghcr.io/acme/parcels@" + kDigest},
      {"ghcr.io/acme/parcels:1@" + kDigest, "ghcr.io/acme/parcels:1@" + kDigest},
      {"a__b/c-d.e", "docker.io/a__b/c-d.e"},
  };
  for (const auto& [text, normal] : cases) {
    const auto reference = parse_reference(text);
    ASSERT_TRUE(reference) << text;
    EXPECT_EQ(reference->text(), normal);
  }
}

TEST(Reference, RefusesWhatIsNone) {
  for (const char* text : {"", ":a", "A/B", "a//b", "a/", "-a", "a:-b", "a:b c", "a@sha256:12", "a@b", "a___b", "a..b",
                           "ghcr.io/", "x:99999999/a", "a/b:", "a b"}) {
    EXPECT_FALSE(parse_reference(text)) << text;
  }
}

TEST(Reference, AnyTextBecomesATag) {
  EXPECT_EQ(as_tag("feature/new thing"), "feature-new-thing");
  EXPECT_EQ(as_tag("--x"), "x");
  EXPECT_EQ(as_tag("1.0+build"), "1.0-build");
  EXPECT_TRUE(is_tag(as_tag(std::string(300, 'x'))));
}

TEST(Platform, IsReadInAllItsSpellings) {
  EXPECT_EQ(parse_platform("linux/amd64")->text(), "linux/amd64");
  EXPECT_EQ(parse_platform("aarch64")->text(), "linux/arm64");
  EXPECT_EQ(parse_platform("linux/arm64/v8")->text(), "linux/arm64");
  EXPECT_EQ(parse_platform("linux/arm/v7")->text(), "linux/arm/v7");
  for (const char* text : {"", "linux/", "a/b/c/d", "Linux/amd64", "linux amd64"}) {
    EXPECT_FALSE(parse_platform(text)) << text;
  }
}

TEST(Manifest, ComesBackFromItsText) {
  Manifest manifest;
  manifest.config = {.media_type = std::string(kConfigType), .digest = kDigest, .size = 3};
  manifest.layers = {
      {.media_type = std::string(kLayerType), .digest = kDigest, .size = 4, .annotations = {{"a", "b"}}}};
  manifest.annotations = {{"x", "y"}};
  const auto read = read_manifest(to_json(manifest), "m");
  ASSERT_TRUE(read);
  EXPECT_EQ(to_json(*read), to_json(manifest));
  for (const char* text : {"", "[]", "{}", R"({"layers":[],"config":{"digest":"sha256:1","size":1}})",
                           R"({"layers":[{"digest":1}],"config":{}})"}) {
    EXPECT_FALSE(read_manifest(text, "m")) << text;
  }
}

}  // namespace
}  // namespace ropewalk::image
