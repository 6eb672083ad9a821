// What a rule for secrets says: the model of gitleaks' configuration, and what our own rules have besides.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "scan/core/finding.h"
#include "scan/secrets/match/pattern.h"

namespace ropewalk::scan {

/// What an allow list's expressions look at.
enum class AllowTarget { kSecret, kMatch, kLine };

/// Says which findings are none. Without `needs_all` one check that holds is enough.
struct AllowList {
  std::string description;
  bool needs_all = false;
  /// Lower-case; sorted.
  std::vector<std::string> commits;
  std::vector<Pattern> paths;
  AllowTarget target = AllowTarget::kSecret;
  std::vector<Pattern> regexes;
  /// Lower-case; sorted. Each is looked for anywhere in the secret; an empty one is nowhere.
  std::vector<std::string> stop_words;
  /// Only for secrets that begin with one of these; empty for all.
  std::vector<std::string> beginnings;
};

/// Another rule that must have found something in the same text, and how near.
struct Required {
  std::string rule;
  std::optional<int> within_lines;
  std::optional<int> within_columns;
};

/// What a secret must not look like, each step stricter than the one before (rarity.h).
enum class ValueFilter {
  kNone,
  /// Not what stands for a secret in examples, and no key that is known to be public.
  kPlaceholders,
  /// A digit at least.
  kDigits,
  /// Rare by itself.
  kValue,
  /// Rare, and assigned to a name that does not say that it is none.
  kNameAndValue,
};

struct Rule {
  std::string id;
  std::string description;
  /// One of the two is there. A rule with a path alone is about the file's name.
  std::optional<Pattern> regex;
  std::optional<Pattern> path;
  /// The group that is the secret; 0: the first that is not empty, or the whole match.
  int secret_group = 0;
  /// A secret with no more bits a character than this is none; 0: not checked.
  double entropy = 0;
  /// Lower-case. One of them is in the text, or the rule does not apply; none means that it always does.
  std::vector<std::string> keywords;
  std::vector<std::string> tags;
  std::vector<AllowList> allow_lists;
  std::vector<Required> required;
  /// Only there to be required by others.
  bool is_auxiliary = false;

  Severity severity = Severity::kHigh;
  /// What to do about a finding.
  std::string hint;
  /// The checksum that the provider puts into its tokens (checksum.h), by name; empty: none.
  std::string checksum;
  /// Such values are published on purpose so often that one alone on its line, in a file whose name says nothing, is
  /// none.
  bool needs_context = false;
  ValueFilter filter = ValueFilter::kNone;
};

struct RuleSet {
  std::string title;
  /// By id, each once.
  std::map<std::string, Rule> rules;
  /// Ids in the order of the files; after an extension sorted.
  std::vector<std::string> order;
  std::vector<AllowList> allow_lists;
  /// Of all rules, those that an extension replaced included.
  std::vector<std::string> keywords;
  /// The file that this was read from: it is not scanned itself.
  std::string path;
  /// Keys that nothing is known of, for a warning.
  std::vector<std::string> unknown_keys;
};

}  // namespace ropewalk::scan
