#include "scan/advisories/ids.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <set>

#include "versions/digits.h"

namespace ropewalk::scan {
namespace {

int rank(std::string_view id) {
  static constexpr std::array<std::string_view, 4> kFirst = {"MAL-", "CVE-", "PYSEC-", "GHSA-"};
  for (std::size_t i = 0; i < kFirst.size(); ++i) {
    if (id.starts_with(kFirst[i])) {
      return static_cast<int>(i);
    }
  }
  return static_cast<int>(kFirst.size());
}

/// Runs of digits compare as numbers.
int compare_naturally(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    if (versions::is_digit(a.front()) && versions::is_digit(b.front())) {
      const int order = versions::compare_digits(versions::take_digits(a), versions::take_digits(b));
      if (order != 0) {
        return order;
      }
      continue;
    }
    if (a.front() != b.front()) {
      return a.front() < b.front() ? -1 : 1;
    }
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  return static_cast<int>(!a.empty()) - static_cast<int>(!b.empty());
}

/// Sets of numbers that are joined and asked for the lowest of their set.
class Sets {
 public:
  explicit Sets(std::size_t size) : parent_(size) { std::iota(parent_.begin(), parent_.end(), 0); }

  std::size_t find(std::size_t at) {
    while (parent_[at] != at) {
      parent_[at] = parent_[parent_[at]];
      at = parent_[at];
    }
    return at;
  }

  void join(std::size_t a, std::size_t b) {
    a = find(a);
    b = find(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::size_t> parent_;
};

}  // namespace

bool id_is_before(std::string_view a, std::string_view b) {
  if (rank(a) != rank(b)) {
    return rank(a) < rank(b);
  }
  const int order = compare_naturally(a, b);
  return order != 0 ? order < 0 : a < b;
}

AliasGroups group_by_alias(const std::vector<Advisory>& advisories) {
  Sets sets(advisories.size());
  std::map<std::string_view, std::size_t> first_with;
  for (std::size_t i = 0; i < advisories.size(); ++i) {
    if (!advisories[i].withdrawn.empty()) {
      continue;
    }
    const auto add = [&](std::string_view id) {
      const auto [at, is_new] = first_with.emplace(id, i);
      if (!is_new) {
        sets.join(i, at->second);
      }
    };
    add(advisories[i].id);
    std::for_each(advisories[i].aliases.begin(), advisories[i].aliases.end(), add);
  }
  AliasGroups groups;
  std::map<std::size_t, std::uint32_t> number_of;
  std::vector<std::set<std::string>> ids;
  for (std::size_t i = 0; i < advisories.size(); ++i) {
    const auto [at, is_new] = number_of.emplace(sets.find(i), static_cast<std::uint32_t>(number_of.size()));
    if (is_new) {
      ids.emplace_back();
    }
    groups.of_advisory.push_back(at->second);
    ids[at->second].insert(advisories[i].id);
    ids[at->second].insert(advisories[i].aliases.begin(), advisories[i].aliases.end());
  }
  for (const auto& group : ids) {
    groups.ids.emplace_back(group.begin(), group.end());
    std::sort(groups.ids.back().begin(), groups.ids.back().end(), id_is_before);
  }
  return groups;
}

}  // namespace ropewalk::scan
