// The problem matchers of a job, newest first, and their state within a step.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/matchers/matcher.h"

namespace ropewalk::engine {

/// What a job has registered so far. A matcher replaces an older one of the same owner (ASCII case ignored).
class MatcherSet {
 public:
  void add(std::vector<MatcherConfig> configs);
  /// The owners that were there and are gone.
  std::vector<std::string> remove(const std::vector<std::string>& owners);
  [[nodiscard]] const std::vector<std::shared_ptr<const MatcherConfig>>& configs() const { return configs_; }
  /// Counts the changes, so that a reader knows when to look again.
  [[nodiscard]] unsigned version() const { return version_; }

 private:
  std::vector<std::shared_ptr<const MatcherConfig>> configs_;
  unsigned version_ = 0;
};

/// Runs lines through all matchers of a job: the first that matches wins and resets the others.
class MatcherRun {
 public:
  /// `set` outlives it; changes of the set are seen at the next line.
  explicit MatcherRun(const MatcherSet& set) : set_(set) {}
  [[nodiscard]] bool is_idle() const { return set_.configs().empty(); }
  [[nodiscard]] std::optional<ProblemMatch> match(std::string_view line);

 private:
  void refresh();

  const MatcherSet& set_;
  unsigned seen_ = 0;
  std::vector<Matcher> matchers_;
};

}  // namespace ropewalk::engine
