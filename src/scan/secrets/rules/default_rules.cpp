#include "scan/secrets/rules/default_rules.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

#include "base/strings.h"
#include "scan/embedded.h"

namespace ropewalk::scan {
namespace {

constexpr std::string_view kLine = "\n---\n";

/// What stands between a name and the value that is assigned to it, in the languages that people keep secrets in: `=`,
/// `:=`, `?=`, `=>`, `:`, `,` between arguments, `>` of markup, a type in front.
constexpr std::string_view kAssigned =
    R"re((?:[ \t]{1,5}string)?["'\x60\])]{0,2}\s{0,5}(?:[:.?|]{0,3}=>?|\|\|:?|:|,|>)\s{0,8}["'\x60]{0,2})re";
/// What stands behind the value: no further letter of it.
constexpr std::string_view kBehind = R"re((?:["'\x60\s;,<)}&]|\\[nr"']|$))re";

std::string expression_of(std::string_view names, std::string_view value) {
  return fmt::format("(?i)(?:{})[\\w .-]{{0,30}}{}({}){}", names, kAssigned, value, kBehind);
}

Result<Severity> severity_of(std::string_view text) {
  constexpr std::array kAll = {Severity::kInfo, Severity::kLow, Severity::kMedium, Severity::kHigh,
                               Severity::kCritical};
  for (const Severity severity : kAll) {
    if (name(severity) == text) {
      return severity;
    }
  }
  return fail(ErrorKind::kInvalid, fmt::format("no severity '{}'", text));
}

}  // namespace

Result<Rule> read_rule_file(std::string_view text, std::string_view name) {
  const auto wrong = [&](std::string_view what) {
    return fail(ErrorKind::kInvalid, fmt::format("{}: {}", name, what));
  };
  Rule rule;
  rule.filter = ValueFilter::kPlaceholders;
  std::string_view names;
  std::string_view value;
  std::string_view revoke;
  for (const std::string_view line : split_lines(text.substr(0, text.find(kLine)))) {
    const std::size_t colon = line.find(": ");
    if (colon == std::string_view::npos) {
      return wrong("a line is 'field: text'");
    }
    const std::string_view field = line.substr(0, colon);
    const std::string_view content = line.substr(colon + 2);
    if (field == "rule") {
      rule.id = content;
    } else if (field == "title") {
      rule.description = content;
    } else if (field == "severity") {
      auto severity = severity_of(content);
      if (!severity) {
        return wrong(severity.error().message);
      }
      rule.severity = *severity;
    } else if (field == "match") {
      rule.regex = Pattern(std::string(content));
    } else if (field == "names") {
      names = content;
    } else if (field == "value") {
      value = content;
    } else if (field == "entropy") {
      std::from_chars(content.data(), content.data() + content.size(), rule.entropy);
    } else if (field == "checksum") {
      rule.checksum = content;
    } else if (field == "context") {
      rule.needs_context = content == "yes";
    } else if (field == "rarity") {
      rule.filter = content == "yes" ? ValueFilter::kNameAndValue : ValueFilter::kValue;
    } else if (field == "path") {
      rule.path = Pattern(std::string(content));
    } else if (field == "revoke") {
      revoke = content;
    } else {
      return wrong(fmt::format("no field '{}'", field));
    }
  }
  if (!names.empty() && !value.empty()) {
    const bool is_generic = rule.filter == ValueFilter::kNameAndValue;
    if (!is_generic) {
      rule.filter = std::max(rule.filter, ValueFilter::kDigits);
    }
    rule.regex = Pattern(
        is_generic ? fmt::format("(?i)[\\w.-]{{0,50}}?(?:{})[\\w .-]{{0,30}}{}({}){}", names, kAssigned, value, kBehind)
                   : expression_of(names, value));
  }
  if (rule.id.empty() || rule.description.empty() || revoke.empty() || !rule.regex) {
    return wrong("rule, title, revoke, and match or names and value are needed");
  }
  rule.secret_group = 1;
  rule.hint = fmt::format("revoke it ({}), then keep the new one outside of the repository", revoke);
  return rule;
}

RuleSet default_rules() {
  RuleSet set;
  set.title = "Ropewalk's own rules";
  for (const Embedded& file : secret_rule_files()) {
    // A test reads all of them, so that none can be wrong here.
    if (auto rule = read_rule_file(file.text, file.path)) {
      set.order.push_back(rule->id);
      set.rules.emplace(rule->id, std::move(*rule));
    }
  }
  return set;
}

std::string_view rule_page(std::string_view id) {
  for (const Embedded& file : secret_rule_files()) {
    if (file.path.substr(0, file.path.rfind('.')) == id) {
      const std::size_t line = file.text.find(kLine);
      return line == std::string_view::npos ? "" : file.text.substr(line + kLine.size());
    }
  }
  return {};
}

}  // namespace ropewalk::scan
