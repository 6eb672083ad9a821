#include "scan/secrets/rules/list_rules.h"

#include "base/json.h"

namespace ropewalk::scan {
namespace {

json::array array_of(const std::vector<std::string>& texts) {
  json::array array;
  for (const std::string& text : texts) {
    array.push_back(json::string(text));
  }
  return array;
}

json::array expressions(const std::vector<Pattern>& patterns) {
  json::array array;
  for (const Pattern& pattern : patterns) {
    array.push_back(json::string(pattern.expression()));
  }
  return array;
}

json::object to_json(const AllowList& list) {
  json::object object;
  object["commits"] = array_of(list.commits);
  object["condition"] = list.needs_all ? "AND" : "OR";
  object["description"] = list.description;
  object["paths"] = expressions(list.paths);
  object["regexTarget"] = list.target == AllowTarget::kMatch  ? "match"
                          : list.target == AllowTarget::kLine ? "line"
                                                              : "";
  object["regexes"] = expressions(list.regexes);
  object["stopwords"] = array_of(list.stop_words);
  return object;
}

json::value expression_of(const std::optional<Pattern>& pattern) {
  return pattern ? json::value(pattern->expression()) : json::value(nullptr);
}

json::value number(double value) {
  const auto whole = static_cast<std::int64_t>(value);
  return static_cast<double>(whole) == value ? json::value(whole) : json::value(value);
}

json::object to_json(const Rule& rule) {
  json::array lists;
  for (const AllowList& list : rule.allow_lists) {
    lists.push_back(to_json(list));
  }
  json::array required;
  const auto or_null = [](const std::optional<int>& value) { return value ? json::value(*value) : json::value(); };
  for (const Required& other : rule.required) {
    required.push_back(json::object({{"id", other.rule},
                                     {"withinColumns", or_null(other.within_columns)},
                                     {"withinLines", or_null(other.within_lines)}}));
  }
  json::object object;
  object["allowlists"] = std::move(lists);
  object["description"] = rule.description;
  object["entropy"] = number(rule.entropy);
  object["id"] = rule.id;
  object["keywords"] = array_of(rule.keywords);
  object["path"] = expression_of(rule.path);
  object["regex"] = expression_of(rule.regex);
  object["required"] = std::move(required);
  object["secretGroup"] = rule.secret_group;
  object["skipReport"] = rule.is_auxiliary;
  object["tags"] = array_of(rule.tags);
  return object;
}

Fact fact(std::string type, const json::object& object) {
  Fact made{std::move(type), {}};
  for (const auto& [key, value] : object) {
    made.fields.emplace_back(key, to_json_text(value));
  }
  return made;
}

}  // namespace

std::vector<Fact> list_rules(const RuleSet& set) {
  std::vector<Fact> facts;
  for (const auto& [id, rule] : set.rules) {
    facts.push_back(fact("rule", to_json(rule)));
  }
  for (const AllowList& list : set.allow_lists) {
    facts.push_back(fact("allowlist", to_json(list)));
  }
  facts.push_back(
      fact("config", {{"title", set.title}, {"order", array_of(set.order)}, {"keywords", array_of(set.keywords)}}));
  return facts;
}

}  // namespace ropewalk::scan
