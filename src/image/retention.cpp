#include "image/retention.h"

#include <fmt/format.h>

#include <algorithm>

namespace ropewalk::image {

bool matches_wildcard(std::string_view pattern, std::string_view text) {
  std::size_t star = std::string_view::npos;
  std::size_t star_text = 0;
  std::size_t p = 0;
  std::size_t t = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_text = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++star_text;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') {
    ++p;
  }
  return p == pattern.size();
}

std::vector<RetainDecision> decide_retention(std::vector<ListedImage> images, const RetainRule& rule,
                                             std::chrono::system_clock::time_point now) {
  std::stable_sort(images.begin(), images.end(), [](const ListedImage& a, const ListedImage& b) {
    return a.created != b.created ? a.created > b.created : a.digest < b.digest;
  });
  std::vector<RetainDecision> decisions;
  int number = 0;
  for (ListedImage& image : images) {
    RetainDecision decision{.image = std::move(image), .goes = false, .why = {}};
    const ListedImage& one = decision.image;
    const auto is_deployed = [&](const std::string& digest) { return rule.deployed.contains(digest); };
    const auto kept_tag = std::find_if(one.tags.begin(), one.tags.end(), [&](const std::string& tag) {
      return std::any_of(rule.keep_tags.begin(), rule.keep_tags.end(),
                         [&](const std::string& pattern) { return matches_wildcard(pattern, tag); });
    });
    ++number;
    if (is_deployed(one.digest) || std::any_of(one.parts.begin(), one.parts.end(), is_deployed)) {
      decision.why = "it is deployed";
    } else if (kept_tag != one.tags.end()) {
      decision.why = fmt::format("it has the tag {}", *kept_tag);
    } else if (number <= rule.keep) {
      decision.why = fmt::format("it is one of the newest {}", rule.keep);
    } else if (one.created.time_since_epoch().count() == 0) {
      decision.why = "it does not say how old it is";
    } else if (rule.older_than && now - one.created < *rule.older_than) {
      decision.why = "it is not old enough";
    } else {
      decision.goes = true;
      decision.why = rule.older_than ? "it is old enough" : fmt::format("it is not one of the newest {}", rule.keep);
    }
    decisions.push_back(std::move(decision));
  }
  return decisions;
}

}  // namespace ropewalk::image
