#include "engine/matchers/matcher_config.h"

#include <fmt/format.h>

#include <array>
#include <set>

#include "base/json.h"
#include "base/strings.h"

namespace ropewalk::engine {
namespace {

constexpr std::size_t kProperties = 7;
constexpr std::array<std::string_view, kProperties> kNames{"file", "line",    "column",  "severity",
                                                           "code", "message", "fromPath"};

std::array<std::optional<std::size_t>*, kProperties> slots(MatcherPattern& pattern) {
  return {&pattern.file, &pattern.line,    &pattern.column,   &pattern.severity,
          &pattern.code, &pattern.message, &pattern.from_path};
}

tl::unexpected<Error> refuse(std::string message) { return fail(ErrorKind::kInvalid, std::move(message)); }

Result<void> read_groups(const json::object& object, MatcherPattern& pattern, std::array<bool, kProperties>& is_set) {
  const auto slot = slots(pattern);
  for (std::size_t i = 0; i < kProperties; ++i) {
    const json::value* value = object.if_contains(kNames.at(i));
    if (value == nullptr || value->is_null()) {
      continue;
    }
    if (!value->is_int64()) {
      return refuse(fmt::format("The property '{}' must be a number", kNames.at(i)));
    }
    if (is_set.at(i)) {
      return refuse(fmt::format("The property '{}' is set twice", kNames.at(i)));
    }
    const std::int64_t group = value->as_int64();
    if (group < 0 || group > static_cast<std::int64_t>(pattern.regex.group_count())) {
      return refuse(fmt::format("The property '{}' is set to {} which is out of range", kNames.at(i), group));
    }
    is_set.at(i) = true;
    *slot.at(i) = static_cast<std::size_t>(group);
  }
  return {};
}

Result<MatcherPattern> read_pattern(const json::object& object, bool is_first, bool is_last,
                                    std::array<bool, kProperties>& is_set) {
  auto regex = text::Regex::compile(string_member(object, "regexp"));
  if (!regex) {
    return fail(std::move(regex.error()));
  }
  MatcherPattern pattern{.regex = std::move(*regex)};
  const json::value* loop = object.if_contains("loop");
  pattern.loop = loop != nullptr && loop->is_bool() && loop->as_bool();
  if (pattern.loop && (is_first || !is_last)) {
    return refuse("Only the last pattern in a multiline matcher may set 'loop'");
  }
  const json::value* message = object.if_contains("message");
  if (pattern.loop && (message == nullptr || message->is_null())) {
    return refuse("The loop pattern must set 'message'");
  }
  if (auto read = read_groups(object, pattern, is_set); !read) {
    return fail(std::move(read.error()));
  }
  return pattern;
}

Result<MatcherConfig> read_matcher(const json::object& object) {
  MatcherConfig config;
  config.owner = string_member(object, "owner");
  config.severity = string_member(object, "severity");
  config.from_path = string_member(object, "fromPath");
  if (config.owner.empty()) {
    return refuse("Owner must not be empty");
  }
  const std::string severity = to_lower(config.severity);
  if (!severity.empty() && severity != "error" && severity != "warning" && severity != "notice") {
    return refuse(fmt::format("Matcher '{}' contains unexpected default severity '{}'", config.owner, config.severity));
  }
  const json::value* patterns = object.if_contains("pattern");
  if (patterns == nullptr || !patterns->is_array() || patterns->as_array().empty()) {
    return refuse(fmt::format("Matcher '{}' does not contain any patterns", config.owner));
  }
  std::array<bool, kProperties> is_set{};
  const json::array& list = patterns->as_array();
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (!list[i].is_object()) {
      return refuse(fmt::format("Matcher '{}' contains a pattern that is not an object", config.owner));
    }
    auto pattern = read_pattern(list[i].as_object(), i == 0, i + 1 == list.size(), is_set);
    if (!pattern) {
      return fail(std::move(pattern.error()));
    }
    config.patterns.push_back(std::move(*pattern));
  }
  constexpr std::size_t kMessage = 5;
  if (!is_set.at(kMessage)) {
    return refuse("At least one pattern must set 'message'");
  }
  return config;
}

}  // namespace

Result<std::vector<MatcherConfig>> read_matchers(std::string_view text, std::string_view name) {
  auto value = parse_json(text, name);
  if (!value) {
    // The message becomes a line of a step's log, which shows no places: so the place goes into the words.
    const Error& error = value.error();
    const LineColumn at = error.place.file->locate(error.place.span.begin);
    return refuse(fmt::format("{}:{}:{}: {}", name, at.line, at.column, error.message));
  }
  std::vector<MatcherConfig> configs;
  const json::value* list = value->is_object() ? value->as_object().if_contains("problemMatcher") : nullptr;
  if (list == nullptr || !list->is_array()) {
    return configs;
  }
  std::set<std::string, LessIgnoringCase> owners;
  for (const json::value& item : list->as_array()) {
    if (!item.is_object()) {
      return refuse(fmt::format("{}: a problem matcher must be an object", name));
    }
    auto config = read_matcher(item.as_object());
    if (!config) {
      return fail(std::move(config.error()));
    }
    if (!owners.insert(config->owner).second) {
      return refuse(fmt::format("Duplicate owner name '{}'", config->owner));
    }
    configs.push_back(std::move(*config));
  }
  return configs;
}

}  // namespace ropewalk::engine
