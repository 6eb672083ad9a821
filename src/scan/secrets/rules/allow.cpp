#include "scan/secrets/rules/allow.h"

#include <algorithm>

#include "base/strings.h"

namespace ropewalk::scan {
namespace {

bool matches_any(const std::vector<Pattern>& patterns, std::string_view text) {
  return !text.empty() &&
         std::any_of(patterns.begin(), patterns.end(), [&](const Pattern& pattern) { return pattern.is_match(text); });
}

bool has_commit(const AllowList& list, std::string_view commit) {
  return !commit.empty() && std::binary_search(list.commits.begin(), list.commits.end(), to_lower(commit));
}

bool has_stop_word(const AllowList& list, std::string_view secret) {
  if (list.stop_words.empty() || secret.empty()) {
    return false;
  }
  const std::string lower = to_lower(secret);
  return std::any_of(list.stop_words.begin(), list.stop_words.end(),
                     [&](const std::string& word) { return !word.empty() && lower.find(word) != std::string::npos; });
}

bool begins_with_any(const AllowList& list, std::string_view secret) {
  return std::any_of(list.beginnings.begin(), list.beginnings.end(),
                     [secret](const std::string& beginning) { return secret.starts_with(beginning); });
}

}  // namespace

bool is_source_allowed(std::span<const AllowList> lists, std::string_view path, std::string_view commit) {
  if (path.empty() && commit.empty()) {
    return false;
  }
  return std::any_of(lists.begin(), lists.end(), [&](const AllowList& list) {
    if (!list.beginnings.empty()) {
      return false;
    }
    if (!list.needs_all) {
      return has_commit(list, commit) || matches_any(list.paths, path);
    }
    // Expressions and stop words have their turn when there is a finding.
    return list.regexes.empty() && list.stop_words.empty() && (list.commits.empty() || has_commit(list, commit)) &&
           (list.paths.empty() || matches_any(list.paths, path));
  });
}

bool is_finding_allowed(std::span<const AllowList> lists, const AllowSubject& subject) {
  return std::any_of(lists.begin(), lists.end(), [&](const AllowList& list) {
    const std::string_view target = list.target == AllowTarget::kMatch  ? subject.match
                                    : list.target == AllowTarget::kLine ? subject.line
                                                                        : subject.secret;
    const bool is_for_some = !list.beginnings.empty();
    if (is_for_some && !begins_with_any(list, subject.secret)) {
      return false;
    }
    if (!list.needs_all) {
      // Of other lists the source was asked about before.
      const bool is_source = is_for_some && !subject.is_nameless &&
                             (has_commit(list, subject.commit) || matches_any(list.paths, subject.path));
      return is_source || matches_any(list.regexes, target) || has_stop_word(list, subject.secret);
    }
    if (subject.is_nameless && !(list.commits.empty() && list.paths.empty())) {
      return false;
    }
    return (list.commits.empty() || has_commit(list, subject.commit)) &&
           (list.paths.empty() || matches_any(list.paths, subject.path)) &&
           (list.regexes.empty() || matches_any(list.regexes, target)) &&
           (list.stop_words.empty() || has_stop_word(list, subject.secret));
  });
}

}  // namespace ropewalk::scan
