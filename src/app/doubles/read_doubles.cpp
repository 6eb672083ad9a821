// The JSON form of doubles, member by member: a slip of the pen is an error, never ignored.
#include <fmt/format.h>

#include <array>

#include "app/doubles/doubles.h"
#include "base/json.h"
#include "base/strings.h"

namespace ropewalk::app {
namespace {

constexpr std::array<std::string_view, 7> kMembers = {"workflow", "job",     "step",      "uses",
                                                      "run",      "outputs", "conclusion"};

tl::unexpected<Error> wrong(std::string_view name, std::string_view what) {
  return fail(ErrorKind::kUsage, fmt::format("{}: {}", name, what),
              R"(a file of doubles is {"doubles": [{"job": "deploy", "step": "push", "outputs": {"tag": "1"}}]})");
}

Result<void> take_outputs(Double& made, const json::value& value, std::string_view name) {
  if (!value.is_object()) {
    return wrong(name, "'outputs' is an object of texts");
  }
  for (const auto& [key, text] : value.get_object()) {
    if (!text.is_string()) {
      return wrong(name, fmt::format("the output '{}' is not text", std::string_view(key)));
    }
    made.outputs.emplace_back(std::string(key), std::string(text.get_string()));
  }
  return {};
}

Result<void> take(Double& made, std::string_view key, const json::value& value, std::string_view name) {
  if (std::find(kMembers.begin(), kMembers.end(), key) == kMembers.end()) {
    const std::string_view near = nearest(key, {kMembers.begin(), kMembers.end()});
    return wrong(name, fmt::format("a double has no member '{}'{}", key,
                                   near.empty() ? "" : fmt::format(" (did you mean '{}'?)", near)));
  }
  if (key == "outputs") {
    return take_outputs(made, value, name);
  }
  if (key == "step" && value.is_int64()) {
    made.step = std::to_string(value.get_int64());
    return {};
  }
  if (!value.is_string()) {
    return wrong(name, fmt::format("'{}' is a text", key));
  }
  const std::string text(value.get_string());
  if (key == "conclusion") {
    if (text != "success" && text != "failure") {
      return wrong(name, fmt::format("'conclusion' is success or failure, not '{}'", text));
    }
    made.fails = text == "failure";
    return {};
  }
  std::string& field = key == "workflow" ? made.workflow
                       : key == "job"    ? made.job
                       : key == "step"   ? made.step
                       : key == "uses"   ? made.uses
                                         : made.script;
  field = text;
  return {};
}

Result<Double> read_double(const json::value& value, std::string_view name) {
  if (!value.is_object()) {
    return wrong(name, "a double is an object");
  }
  Double made;
  for (const auto& [key, member] : value.get_object()) {
    if (auto taken = take(made, key, member, name); !taken) {
      return fail(std::move(taken.error()));
    }
  }
  if (made.is_of_job() && made.job.empty()) {
    return wrong(name, "a double stands for a 'job', a 'step' or an action ('uses'): it names none");
  }
  if (!made.step.empty() && !made.uses.empty()) {
    return wrong(name, "a double stands for a 'step' or for an action ('uses'), not for both");
  }
  return made;
}

}  // namespace

Result<Doubles> read_doubles(std::string_view text, std::string_view name) {
  auto value = parse_json(text, name);
  if (!value) {
    Error error = std::move(value.error());
    error.kind = ErrorKind::kUsage;
    return fail(std::move(error));
  }
  const json::value* list = value->is_object() ? value->get_object().if_contains("doubles") : nullptr;
  if (list == nullptr || !list->is_array() || value->get_object().size() != 1) {
    return wrong(name, "expected an object with one member, 'doubles', a list");
  }
  Doubles doubles;
  for (const json::value& item : list->get_array()) {
    auto made = read_double(item, name);
    if (!made) {
      return fail(std::move(made.error()));
    }
    doubles.push_back(*std::move(made));
  }
  return doubles;
}

}  // namespace ropewalk::app
