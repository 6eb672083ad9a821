#include "engine/matchers/matcher_set.h"

#include <algorithm>
#include <utility>

#include "base/strings.h"

namespace ropewalk::engine {

void MatcherSet::add(std::vector<MatcherConfig> configs) {
  std::vector<std::shared_ptr<const MatcherConfig>> all;
  for (MatcherConfig& config : configs) {
    all.push_back(std::make_shared<const MatcherConfig>(std::move(config)));
  }
  const std::size_t added = all.size();
  for (const auto& old : configs_) {
    const bool is_replaced = std::any_of(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(added),
                                         [&](const auto& now) { return equals_ignoring_case(now->owner, old->owner); });
    if (!is_replaced) {
      all.push_back(old);
    }
  }
  configs_ = std::move(all);
  ++version_;
}

std::vector<std::string> MatcherSet::remove(const std::vector<std::string>& owners) {
  std::vector<std::string> removed;
  std::erase_if(configs_, [&](const auto& config) {
    const bool is_named = std::any_of(owners.begin(), owners.end(), [&](const std::string& owner) {
      return equals_ignoring_case(owner, config->owner);
    });
    if (is_named) {
      removed.push_back(config->owner);
    }
    return is_named;
  });
  ++version_;
  return removed;
}

void MatcherRun::refresh() {
  if (seen_ == set_.version()) {
    return;
  }
  std::vector<Matcher> now;
  for (const auto& config : set_.configs()) {
    const auto old = std::find_if(matchers_.begin(), matchers_.end(),
                                  [&](const Matcher& matcher) { return matcher.config() == config; });
    if (old != matchers_.end()) {
      now.push_back(std::move(*old));
    } else {
      now.emplace_back(config);
    }
  }
  matchers_ = std::move(now);
  seen_ = set_.version();
}

std::optional<ProblemMatch> MatcherRun::match(std::string_view line) {
  refresh();
  for (Matcher& matcher : matchers_) {
    if (auto found = matcher.match(line)) {
      for (Matcher& other : matchers_) {
        if (&other != &matcher) {
          other.reset();
        }
      }
      return found;
    }
  }
  return std::nullopt;
}

}  // namespace ropewalk::engine
