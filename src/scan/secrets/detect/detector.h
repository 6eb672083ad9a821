// Goes over a text with a set of rules: the prefilter says where which rule may find something, the rule's expression
// decides, then entropy, checksums and allow lists sort out; then the encoded stretches are decoded and all of it comes
// again.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scan/secrets/detect/lines.h"
#include "scan/secrets/match/prefilter.h"
#include "scan/secrets/rules/rule.h"

namespace ropewalk::scan {

/// What is scanned in one piece.
struct Fragment {
  std::string_view text;
  /// Empty for a text without a name.
  std::string path = {};
  std::string commit = {};
  /// The number of its first line.
  int first_line = 1;
  /// Its name is not known: whatever depends on it may hold.
  bool is_nameless = false;
};

/// A secret that was found.
struct Hit {
  const Rule* rule = nullptr;
  /// Of the match in the original text; of what was decoded, the encoded stretch.
  Span match;
  /// Of the secret alone, where it stands there as it is; else as `match`.
  Span secret_span;
  std::string secret;
  double entropy = 0;
  /// Of rules that need it (rarity.h).
  std::optional<double> rarity;
  /// Lines from 1.
  TextPlace place;
  std::vector<std::string> tags;
  /// A word in its line that says that it is none: `gitleaks:allow`; empty without one.
  std::string allowed_by;
  /// About the file's name; there is no place in the text.
  bool is_file_name = false;
  /// Found in the file's path as in a text.
  bool is_in_name = false;
};

struct DetectOptions {
  int decode_depth = 5;
  /// Places and comments as gitleaks has them; only its own comment counts.
  bool is_gitleaks = false;
};

class Detector {
 public:
  /// `rules` outlives it.
  Detector(const RuleSet& rules, DetectOptions options);

  /// In no particular order, each once. May be called by several threads at once.
  [[nodiscard]] std::vector<Hit> detect(const Fragment& fragment) const;

  /// False when no name that the text may have would give it a finding.
  [[nodiscard]] bool may_find(std::string_view text) const {
    return !detect({.text = text, .is_nameless = true}).empty();
  }
  /// As `may_find` for a text that is made of one in which nothing may be found, all but `fresh`, which are in order.
  /// May say yes once too often.
  [[nodiscard]] bool may_find_anew(std::string_view text, const std::vector<Span>& fresh) const;
  /// Looks at the path itself as a text. What is found has no place in the file.
  [[nodiscard]] std::vector<Hit> detect_in_name(const std::string& path, const std::string& commit) const;
  /// True when a rule finds by the name alone.
  [[nodiscard]] bool looks_at_names() const;

  /// True for the file that the rules were read from.
  [[nodiscard]] bool is_own_file(std::string_view path) const { return !path.empty() && path == rules_.path; }
  /// True when the path or the commit is out for all rules.
  [[nodiscard]] bool skips(std::string_view path, std::string_view commit) const;

 private:
  struct Pass;

  void run_pass(const Pass& pass, std::vector<Hit>& hits) const;
  void run_rule(const Rule& rule, const Pass& pass, const Candidates* where, bool is_required,
                std::vector<Hit>& hits) const;
  bool judge(const Rule& rule, const Pass& pass, Span match, Hit& hit) const;
  [[nodiscard]] std::vector<Hit> with_required(const Rule& rule, const Pass& pass, std::vector<Hit> hits) const;

  const RuleSet& rules_;
  DetectOptions options_;
  std::vector<const Rule*> ordered_;
  Prefilter prefilter_;
};

}  // namespace ropewalk::scan
