#include "plan/overrides.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "base/strings.h"

namespace ropewalk::plan {
namespace {

constexpr std::size_t kMaxPathDepth = 50;

Result<Override> read_override(const std::string& path, const std::string& text) {
  const std::vector<std::string_view> names = split(path, '.');
  if (names.size() < 2 || !equals_ignoring_case(names[0], "github") || names.size() > kMaxPathDepth) {
    return fail(ErrorKind::kUsage, fmt::format("--set cannot replace '{}'", path),
                "name a value of the github context, such as github.ref or github.event.pull_request.draft");
  }
  Override result;
  result.text = text;
  result.is_of_payload = equals_ignoring_case(names[1], "event");
  for (std::size_t i = result.is_of_payload ? 2 : 1; i < names.size(); ++i) {
    if (names[i].empty()) {
      return fail(ErrorKind::kUsage, fmt::format("'{}' has an empty name between its dots", path));
    }
    result.path.emplace_back(names[i]);
  }
  if (result.path.empty()) {
    return fail(ErrorKind::kUsage, "--set cannot replace the whole of github.event",
                "give the payload as a file with --payload");
  }
  if (!result.is_of_payload && result.path.size() > 1) {
    return fail(ErrorKind::kUsage, fmt::format("github.{} has no members to replace", result.path[0]),
                "only github.event does: github.event.… = value");
  }
  if (!result.is_of_payload && equals_ignoring_case(result.path[0], "event_name")) {
    return fail(ErrorKind::kUsage, "--set cannot replace the event's name", "choose the event with --event");
  }
  return result;
}

std::optional<std::size_t> item_number(std::string_view name) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  return error == std::errc() && end == name.data() + name.size() ? std::optional(number) : std::nullopt;
}

}  // namespace

json::value Override::value() const {
  auto parsed = parse_json(text, "--set");
  return parsed ? *std::move(parsed) : json::value(text);
}

Result<std::vector<Override>> read_overrides(const std::vector<std::pair<std::string, std::string>>& overrides) {
  std::vector<Override> result;
  for (const auto& [path, text] : overrides) {
    auto one = read_override(path, text);
    if (!one) {
      return fail(one.error());
    }
    result.push_back(*std::move(one));
  }
  return result;
}

Result<void> set_at(json::object& payload, const std::vector<std::string>& path, json::value value) {
  json::value* place = &payload[path.front()];
  for (std::size_t i = 1; i < path.size(); ++i) {
    const std::string& name = path[i];
    if (place->is_null()) {
      place->emplace_object();
    }
    if (place->is_object()) {
      place = &place->as_object()[name];
      continue;
    }
    const auto number = item_number(name);
    if (!place->is_array() || !number || *number > place->as_array().size()) {
      return fail(ErrorKind::kUsage,
                  fmt::format("github.event.{} cannot be set: the payload has no '{}' there", join(path, "."), name));
    }
    json::array& items = place->as_array();
    if (*number == items.size()) {
      items.emplace_back(nullptr);
    }
    place = &items[*number];
  }
  *place = std::move(value);
  return {};
}

}  // namespace ropewalk::plan
