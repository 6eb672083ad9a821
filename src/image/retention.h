// Which images of a repository may go: by age and count, never what is deployed or what another one needs.
#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ropewalk::image {

/// An image of a repository, with all tags that stand on it.
struct ListedImage {
  std::string digest;
  std::vector<std::string> tags;
  /// Of its configuration; the time 0 when it does not say.
  std::chrono::system_clock::time_point created;
  std::vector<std::string> platforms;
  std::uint64_t size = 0;
  bool has_signature = false;
  /// Manifests that an index holds together.
  std::vector<std::string> parts;
};

struct RetainRule {
  /// That many of the newest stay.
  int keep = 10;
  /// What is younger stays.
  std::optional<std::chrono::seconds> older_than;
  /// Digests that are deployed.
  std::set<std::string> deployed;
  /// Tags with `*`; an image that has one stays.
  std::vector<std::string> keep_tags;
};

struct RetainDecision {
  ListedImage image;
  bool goes = false;
  std::string why;
};

/// From the newest to the oldest.
[[nodiscard]] std::vector<RetainDecision> decide_retention(std::vector<ListedImage> images, const RetainRule& rule,
                                                           std::chrono::system_clock::time_point now);

/// `*` stands for anything.
[[nodiscard]] bool matches_wildcard(std::string_view pattern, std::string_view text);

}  // namespace ropewalk::image
