#include "scan/secrets/rules/merge_rules.h"

#include <algorithm>
#include <iterator>

#include "base/strings.h"

namespace ropewalk::scan {
namespace {

template <typename Item>
void append(std::vector<Item>& to, std::vector<Item>& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

/// The base's rule with what `above` states of it.
Rule merged(Rule base, Rule above) {
  if (!above.description.empty()) {
    base.description = std::move(above.description);
  }
  if (above.entropy != 0) {
    base.entropy = above.entropy;
  }
  // Groups and keywords that were meant for gitleaks' expression mean nothing for ours.
  const bool is_own = base.filter != ValueFilter::kNone;
  if (is_own && !above.regex) {
    above.secret_group = 0;
    above.keywords.clear();
  }
  if (above.secret_group != 0 || (is_own && above.regex)) {
    base.secret_group = above.secret_group;
  }
  if (above.regex) {
    base.regex = std::move(above.regex);
    // A check and a filter belong to the expression that they were written for.
    base.checksum.clear();
    base.filter = ValueFilter::kNone;
    base.needs_context = false;
  }
  if (above.path) {
    base.path = std::move(above.path);
  }
  append(base.tags, above.tags);
  append(base.keywords, above.keywords);
  append(base.allow_lists, above.allow_lists);
  return base;
}

}  // namespace

void merge_rules(RuleSet& set, RuleSet base, const std::vector<std::string>& disabled) {
  for (auto& [id, rule] : base.rules) {
    if (std::find(disabled.begin(), disabled.end(), id) != disabled.end()) {
      continue;
    }
    const auto own = set.rules.find(id);
    if (own == set.rules.end()) {
      set.order.push_back(id);
      set.keywords.insert(set.keywords.end(), rule.keywords.begin(), rule.keywords.end());
      set.rules.emplace(id, std::move(rule));
    } else {
      own->second = merged(std::move(rule), std::move(own->second));
      set.keywords.insert(set.keywords.end(), own->second.keywords.begin(), own->second.keywords.end());
    }
  }
  append(set.allow_lists, base.allow_lists);
  append(set.unknown_keys, base.unknown_keys);
  std::sort(set.order.begin(), set.order.end());
}

std::vector<std::string> sorted_unique(std::vector<std::string> texts) {
  for (std::string& text : texts) {
    text = to_lower(text);
  }
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return texts;
}

}  // namespace ropewalk::scan
