#include "scan/secrets/rules/rules_digest.h"

#include <fmt/format.h>

#include "base/hash.h"

namespace ropewalk::scan {
namespace {

/// Everything one behind the other, each with its length, so that no two sets look alike.
class Sum {
 public:
  void text(std::string_view value) {
    hash_.update(fmt::format("{}:", value.size()));
    hash_.update(value);
  }
  template <typename Number>
  void number(Number value) {
    text(fmt::format("{}", value));
  }
  void texts(const std::vector<std::string>& values) {
    number(values.size());
    for (const std::string& value : values) {
      text(value);
    }
  }
  void pattern(const std::optional<Pattern>& value) {
    number(value ? 1 : 0);
    text(value ? value->expression() : std::string());
  }
  void patterns(const std::vector<Pattern>& values) {
    number(values.size());
    for (const Pattern& value : values) {
      text(value.expression());
    }
  }
  void allow_lists(const std::vector<AllowList>& lists) {
    number(lists.size());
    for (const AllowList& list : lists) {
      text(list.description);
      number(list.needs_all ? 1 : 0);
      texts(list.commits);
      patterns(list.paths);
      number(static_cast<int>(list.target));
      patterns(list.regexes);
      texts(list.stop_words);
      texts(list.beginnings);
    }
  }
  void rule(const Rule& rule) {
    text(rule.id);
    text(rule.description);
    pattern(rule.regex);
    pattern(rule.path);
    number(rule.secret_group);
    number(rule.entropy);
    texts(rule.keywords);
    texts(rule.tags);
    allow_lists(rule.allow_lists);
    number(rule.required.size());
    for (const Required& required : rule.required) {
      text(required.rule);
      number(required.within_lines.value_or(-1));
      number(required.within_columns.value_or(-1));
    }
    number(rule.is_auxiliary ? 1 : 0);
    number(static_cast<int>(rule.severity));
    text(rule.hint);
    text(rule.checksum);
    number(rule.needs_context ? 1 : 0);
    number(static_cast<int>(rule.filter));
  }
  std::string finish() { return to_hex(hash_.finish()); }

 private:
  Sha256 hash_;
};

}  // namespace

std::string rules_digest(const RuleSet& rules) {
  Sum sum;
  sum.number(rules.rules.size());
  for (const auto& [id, rule] : rules.rules) {
    sum.rule(rule);
  }
  sum.allow_lists(rules.allow_lists);
  sum.text(rules.path);
  return sum.finish();
}

}  // namespace ropewalk::scan
