// A problem matcher at work: lines go in, matches come out, what spans lines is remembered between them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/matchers/matcher_config.h"

namespace ropewalk::engine {

/// What the groups of a match said. A group that a matcher has not is empty of a value; one that took no part is an
/// empty text.
struct ProblemMatch {
  std::optional<std::string> file = {};
  std::optional<std::string> line = {};
  std::optional<std::string> column = {};
  std::optional<std::string> severity = {};
  std::optional<std::string> code = {};
  std::optional<std::string> message = {};
  std::optional<std::string> from_path = {};
};

/// One matcher's state within one step. (GitHub's IssueMatcher.)
class Matcher {
 public:
  explicit Matcher(std::shared_ptr<const MatcherConfig> config);

  /// The match that this line completes, if any.
  [[nodiscard]] std::optional<ProblemMatch> match(std::string_view line);
  /// Forgets what a match that spans lines has so far.
  void reset();
  [[nodiscard]] const std::string& owner() const { return config_->owner; }
  [[nodiscard]] const std::shared_ptr<const MatcherConfig>& config() const { return config_; }

 private:
  /// Shared: the job's list and each step's state point at one immutable configuration.
  std::shared_ptr<const MatcherConfig> config_;
  /// What each pattern but the last has matched.
  std::vector<std::optional<ProblemMatch>> running_;
};

}  // namespace ropewalk::engine
