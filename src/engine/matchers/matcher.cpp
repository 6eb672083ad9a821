#include "engine/matchers/matcher.h"

namespace ropewalk::engine {
namespace {

std::optional<std::string> either(const std::optional<std::string>& running, const text::Captures& captures,
                                  const std::optional<std::size_t>& group) {
  if (running || !group || *group >= captures.size()) {
    return running;
  }
  return std::string(captures[*group].value_or(std::string_view()));
}

ProblemMatch combine(const ProblemMatch& running, const MatcherPattern& pattern, const text::Captures& captures) {
  return {.file = either(running.file, captures, pattern.file),
          .line = either(running.line, captures, pattern.line),
          .column = either(running.column, captures, pattern.column),
          .severity = either(running.severity, captures, pattern.severity),
          .code = either(running.code, captures, pattern.code),
          .message = either(running.message, captures, pattern.message),
          .from_path = either(running.from_path, captures, pattern.from_path)};
}

void apply_default(std::optional<std::string>& value, const std::string& absent) {
  if ((!value || value->empty()) && !absent.empty()) {
    value = absent;
  }
}

}  // namespace

Matcher::Matcher(std::shared_ptr<const MatcherConfig> config)
    : config_(std::move(config)), running_(config_->patterns.size() - 1) {}

void Matcher::reset() { running_.assign(running_.size(), std::nullopt); }

std::optional<ProblemMatch> Matcher::match(std::string_view line) {
  const std::vector<MatcherPattern>& patterns = config_->patterns;
  // Last pattern first, so that one line is not taken for two steps of one match.
  for (std::size_t i = patterns.size(); i-- > 0;) {
    if (i > 0 && !running_[i - 1]) {
      continue;
    }
    const bool is_last = i + 1 == patterns.size();
    const auto captures = patterns[i].regex.search(line);
    if (!captures) {
      if (!is_last) {
        running_[i].reset();
      } else if (i > 0) {
        running_[i - 1].reset();
      }
      continue;
    }
    const ProblemMatch before = i > 0 ? *running_[i - 1] : ProblemMatch();
    ProblemMatch found = combine(before, patterns[i], *captures);
    if (!is_last) {
      running_[i] = std::move(found);
      continue;
    }
    reset();
    if (patterns[i].loop) {
      running_[i - 1] = before;
    }
    apply_default(found.severity, config_->severity);
    apply_default(found.from_path, config_->from_path);
    return found;
  }
  return std::nullopt;
}

}  // namespace ropewalk::engine
