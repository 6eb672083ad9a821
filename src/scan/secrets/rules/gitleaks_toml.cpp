#include "scan/secrets/rules/gitleaks_toml.h"

#include <fmt/format.h>

#include "scan/secrets/rules/gitleaks_rules.h"
#include "scan/secrets/rules/merge_rules.h"
#include "scan/secrets/rules/toml_fields.h"
#include "toml/read_toml.h"

namespace ropewalk::scan {
namespace {

/// How many files extend each other; a further one is not opened.
constexpr int kDeepestExtension = 2;

/// The extension that a file asks for.
struct Extension {
  std::string path;
  bool use_default = false;
  std::vector<std::string> disabled_rules;
};

/// One file's own content, before it is merged with what it extends.
struct File {
  RuleSet rules;
  Extension extension;
  /// Global allow lists that are for some rules only, by rule.
  std::vector<std::pair<std::string, AllowList>> targeted;
};

/// Errors: kUsage for a field that holds something of another kind.
Result<void> check_kinds(const TomlFields& fields, std::initializer_list<std::pair<std::string_view, TomlKind>> kinds) {
  std::string wrong = fields.wrong_kind(kinds);
  return wrong.empty() ? Result<void>() : Result<void>(fail(ErrorKind::kUsage, std::move(wrong)));
}

Result<AllowList> read_allow_list(const TomlFields& fields) {
  if (auto checked = check_kinds(fields, {{"description", TomlKind::kText},
                                          {"condition", TomlKind::kText},
                                          {"commits", TomlKind::kTexts},
                                          {"paths", TomlKind::kTexts},
                                          {"regextarget", TomlKind::kText},
                                          {"regexes", TomlKind::kTexts},
                                          {"stopwords", TomlKind::kTexts},
                                          {"targetrules", TomlKind::kTexts}});
      !checked) {
    return fail(std::move(checked.error()));
  }
  AllowList list;
  list.description = fields.text("description");
  const std::string condition = to_upper(fields.text("condition"));
  if (condition == "AND" || condition == "&&") {
    list.needs_all = true;
  } else if (!condition.empty() && condition != "OR" && condition != "||") {
    return fail(ErrorKind::kUsage,
                fmt::format("an allow list's condition is 'and' or 'or', not '{}'", fields.text("condition")));
  }
  const std::string target = fields.text("regextarget");
  if (target == "match") {
    list.target = AllowTarget::kMatch;
  } else if (target == "line") {
    list.target = AllowTarget::kLine;
  } else if (!target.empty() && target != "secret") {
    return fail(ErrorKind::kUsage,
                fmt::format("an allow list's regexTarget is 'secret', 'match' or 'line', not '{}'", target));
  }
  for (const auto& [key, patterns] : {std::pair{"regexes", &list.regexes}, {"paths", &list.paths}}) {
    for (std::string& expression : fields.texts(key)) {
      auto pattern = Pattern::compile(expression);
      if (!pattern) {
        return fail(ErrorKind::kUsage,
                    fmt::format("the expression '{}' is not valid: {}", expression, pattern.error().message));
      }
      patterns->push_back(std::move(*pattern));
    }
  }
  for (const std::string& commit : fields.texts("commits")) {
    list.commits.emplace_back(trim(commit));
  }
  list.commits = sorted_unique(std::move(list.commits));
  list.stop_words = sorted_unique(fields.texts("stopwords"));
  if (list.commits.empty() && list.paths.empty() && list.regexes.empty() && list.stop_words.empty()) {
    return fail(ErrorKind::kUsage, "an allow list has at least one of commits, paths, regexes, stopwords");
  }
  return list;
}

/// The lists of a table: the new form, or the one table of the old form, not both.
Result<std::vector<TomlFields>> allow_list_tables(const TomlFields& fields) {
  if (auto checked = check_kinds(fields, {{"allowlist", TomlKind::kTable}, {"allowlists", TomlKind::kTables}});
      !checked) {
    return fail(std::move(checked.error()));
  }
  std::vector<TomlFields> tables = fields.tables("allowlists");
  if (const auto old = fields.table("allowlist")) {
    if (!tables.empty()) {
      return fail(ErrorKind::kUsage, "'allowlist' is the old form and cannot stand beside 'allowlists'");
    }
    tables.push_back(*old);
  }
  return tables;
}

Result<Rule> read_rule(const TomlFields& fields) {
  if (auto checked = check_kinds(fields, {{"id", TomlKind::kText},
                                          {"description", TomlKind::kText},
                                          {"regex", TomlKind::kText},
                                          {"path", TomlKind::kText},
                                          {"secretgroup", TomlKind::kNumber},
                                          {"entropy", TomlKind::kNumber},
                                          {"keywords", TomlKind::kTexts},
                                          {"tags", TomlKind::kTexts},
                                          {"skipreport", TomlKind::kBoolean},
                                          {"required", TomlKind::kTables}});
      !checked) {
    return fail(std::move(checked.error()));
  }
  Rule rule;
  rule.id = fields.text("id");
  rule.description = fields.text("description");
  for (const auto& [key, pattern] : {std::pair{"regex", &rule.regex}, {"path", &rule.path}}) {
    const std::string expression = fields.text(key);
    if (expression.empty()) {
      continue;
    }
    auto compiled = Pattern::compile(expression);
    if (!compiled) {
      return fail(ErrorKind::kUsage, fmt::format("the {} is not valid: {}", key, compiled.error().message));
    }
    *pattern = std::move(*compiled);
  }
  rule.secret_group = static_cast<int>(fields.number("secretgroup"));
  rule.entropy = fields.number("entropy");
  for (const std::string& keyword : fields.texts("keywords")) {
    rule.keywords.push_back(to_lower(keyword));
  }
  rule.tags = fields.texts("tags");
  rule.is_auxiliary = fields.boolean("skipreport");
  auto tables = allow_list_tables(fields);
  if (!tables) {
    return fail(std::move(tables.error()));
  }
  for (const TomlFields& table : *tables) {
    auto list = read_allow_list(table);
    if (!list) {
      return fail(std::move(list.error()));
    }
    rule.allow_lists.push_back(std::move(*list));
  }
  for (const TomlFields& table : fields.tables("required")) {
    if (auto checked = check_kinds(
            table, {{"id", TomlKind::kText}, {"withinlines", TomlKind::kNumber}, {"withincolumns", TomlKind::kNumber}});
        !checked) {
      return fail(std::move(checked.error()));
    }
    Required required{.rule = table.text("id"),
                      .within_lines = table.whole_number("withinlines"),
                      .within_columns = table.whole_number("withincolumns")};
    if (required.rule.empty()) {
      return fail(ErrorKind::kUsage, "a required rule has no id");
    }
    rule.required.push_back(std::move(required));
  }
  return rule;
}

Result<void> read_rules(const TomlFields& document, File& file) {
  for (const TomlFields& fields : document.tables("rules")) {
    auto rule = read_rule(fields);
    if (!rule) {
      rule.error().message = fmt::format("rule '{}': {}", fields.text("id"), rule.error().message);
      return fail(std::move(rule.error()));
    }
    for (const std::string& keyword : rule->keywords) {
      file.rules.keywords.push_back(keyword);
    }
    file.rules.order.push_back(rule->id);
    file.rules.rules.insert_or_assign(rule->id, std::move(*rule));
  }
  for (const auto& [id, rule] : file.rules.rules) {
    for (const Required& required : rule.required) {
      if (!file.rules.rules.contains(required.rule)) {
        return fail(ErrorKind::kUsage, fmt::format("rule '{}' requires '{}', which does not exist", id, required.rule));
      }
    }
  }
  return {};
}

Result<void> read_global_lists(const TomlFields& document, File& file) {
  auto tables = allow_list_tables(document);
  if (!tables) {
    return fail(std::move(tables.error()));
  }
  for (const TomlFields& table : *tables) {
    auto list = read_allow_list(table);
    if (!list) {
      return fail(std::move(list.error()));
    }
    const std::vector<std::string> targets = table.texts("targetrules");
    for (const std::string& target : targets) {
      file.targeted.emplace_back(target, *list);
    }
    if (targets.empty()) {
      file.rules.allow_lists.push_back(std::move(*list));
    }
  }
  return {};
}

Result<File> read_file(std::string_view text, const std::string& name) {
  auto parsed = toml::read_toml(text, name);
  if (!parsed) {
    return fail(ErrorKind::kUsage, parsed.error().message);
  }
  const TomlFields document(std::move(*parsed));
  const auto extension = document.table("extend");
  auto checked = check_kinds(document, {{"title", TomlKind::kText},
                                        {"description", TomlKind::kText},
                                        {"minversion", TomlKind::kText},
                                        {"extend", TomlKind::kTable},
                                        {"rules", TomlKind::kTables}});
  if (checked && extension) {
    checked = check_kinds(*extension, {{"path", TomlKind::kText},
                                       {"url", TomlKind::kText},
                                       {"usedefault", TomlKind::kBoolean},
                                       {"disabledrules", TomlKind::kTexts}});
  }
  if (!checked) {
    checked.error().message = fmt::format("{}: {}", name, checked.error().message);
    return fail(std::move(checked.error()));
  }
  File file;
  file.rules.title = document.text("title");
  file.rules.path = name;
  file.rules.unknown_keys =
      document.unknown({"title", "description", "extend", "rules", "allowlist", "allowlists", "minversion"});
  if (extension) {
    file.extension = {extension->text("path"), extension->boolean("usedefault"), extension->texts("disabledrules")};
  }
  for (auto* read : {&read_rules, &read_global_lists}) {
    if (auto done = (*read)(document, file); !done) {
      done.error().message = fmt::format("{}: {}", name, done.error().message);
      return fail(std::move(done.error()));
    }
  }
  return file;
}

Result<void> extend(File& file, const RuleSources& sources, int depth);

Result<File> read_with_extensions(std::string_view text, const std::string& name, const RuleSources& sources,
                                  int depth) {
  auto file = read_file(text, name);
  if (!file) {
    return file;
  }
  if (auto extended = extend(*file, sources, depth); !extended) {
    return fail(std::move(extended.error()));
  }
  return file;
}

Result<void> extend(File& file, const RuleSources& sources, int depth) {
  Extension& extension = file.extension;
  if (depth >= kDeepestExtension || (extension.path.empty() && !extension.use_default)) {
    return {};
  }
  if (!extension.path.empty() && extension.use_default) {
    return fail(ErrorKind::kUsage,
                fmt::format("{}: extend has a path and useDefault; only one can be meant", file.rules.path));
  }
  if (extension.use_default) {
    auto defaults = sources.defaults();
    if (!defaults) {
      return fail(std::move(defaults.error()));
    }
    turn_to_own_rules(file.rules, *defaults, extension.disabled_rules);
    merge_rules(file.rules, std::move(*defaults), extension.disabled_rules);
    return {};
  }
  auto text = sources.read(extension.path);
  if (!text) {
    return fail(ErrorKind::kUsage, fmt::format("{}: cannot extend: {}", file.rules.path, text.error().message));
  }
  auto base = read_with_extensions(*text, extension.path, sources, depth + 1);
  if (!base) {
    return fail(std::move(base.error()));
  }
  turn_to_own_rules(file.rules, base->rules, extension.disabled_rules);
  merge_rules(file.rules, std::move(base->rules), extension.disabled_rules);
  return {};
}

Result<void> check(const Rule& rule) {
  if (trim(rule.id).empty()) {
    return fail(ErrorKind::kUsage, rule.description.empty() ? "a rule has no id"
                                                            : fmt::format("the rule '{}' has no id", rule.description));
  }
  if (!rule.regex && !rule.path) {
    return fail(ErrorKind::kUsage, fmt::format("rule '{}' has neither a regex nor a path: it finds nothing", rule.id));
  }
  if (rule.regex && rule.secret_group > static_cast<int>(rule.regex->group_count())) {
    return fail(ErrorKind::kUsage, fmt::format("rule '{}': the secret is group {}, and the regex has {}", rule.id,
                                               rule.secret_group, rule.regex->group_count()));
  }
  return {};
}

}  // namespace

Result<RuleSet> read_gitleaks_toml(std::string_view text, const std::string& name, const RuleSources& sources) {
  auto file = read_with_extensions(text, name, sources, 0);
  if (!file) {
    return fail(std::move(file.error()));
  }
  RuleSet& set = file->rules;
  const std::string hint = file->extension.use_default
                               ? "useDefault extends Ropewalk's own rules; --defaults FILE puts others in their place"
                               : "";
  for (const auto& [id, rule] : set.rules) {
    if (auto checked = check(rule); !checked) {
      checked.error().message = fmt::format("{}: {}", name, checked.error().message);
      checked.error().hint = hint;
      return fail(std::move(checked.error()));
    }
  }
  for (const auto& [id, list] : file->targeted) {
    if (!add_allow_list(set, id, list)) {
      return fail(ErrorKind::kUsage, fmt::format("{}: an allow list is for rule '{}', which does not exist", name, id),
                  hint);
    }
  }
  set.keywords = sorted_unique(std::move(set.keywords));
  return std::move(set);
}

}  // namespace ropewalk::scan
