#include "app/image/known_builds.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "base/json.h"
#include "image/reference.h"

namespace ropewalk::app {
namespace {

/// Changes when the same parts would make another image.
constexpr std::string_view kForm = "known 1";

bool is_pinned(const std::string& name) {
  const auto reference = image::parse_reference(name);
  return reference && !reference->digest.empty();
}

int number_in(const json::object& object, std::string_view key) {
  const json::value* member = object.if_contains(key);
  return member != nullptr && member->is_int64() ? static_cast<int>(member->get_int64()) : 0;
}

/// Nothing for a record that is not whole.
std::optional<KnownBuild> read_build(const json::object& record) {
  KnownBuild build{.id = std::string(string_member(record, "id")), .steps = {}};
  const json::value* steps = record.if_contains("steps");
  if (build.id.empty() || steps == nullptr || !steps->is_array()) {
    return std::nullopt;
  }
  for (const json::value& entry : steps->get_array()) {
    const json::object* step = entry.if_object();
    if (step == nullptr) {
      return std::nullopt;
    }
    const std::string_view text = string_member(*step, "text");
    build.steps.push_back({.stage = number_in(*step, "stage"),
                           .number = number_in(*step, "number"),
                           .total = number_in(*step, "total"),
                           .text = std::string(text),
                           .is_cached = !text.starts_with("FROM ")});
  }
  return build;
}

}  // namespace

std::string known_key(const ImageRequest& request, const BuildPlan& build, const PlatformPlan& plan,
                      image::Builder& builder) {
  const std::string program = builder.identity();
  if (!plan.is_settled || !request.uses_cache || request.pull == image::Pull::kAlways || program.empty() ||
      !request.cache_from.empty() || !request.cache_to.empty()) {
    return "";
  }
  std::string text =
      fmt::format("{}\n{}\n{}\n{}\n", kForm, program, plan.platform.text(), to_hex(sha256(plan.context.archive)));
  const auto add = [&](std::string_view part) { text += fmt::format("{}:{}\n", part.size(), part); };
  for (const auto& [name, value] : request.arguments) {
    add(name);
    add(value);
  }
  for (const auto* list : {&build.secrets, &request.ssh}) {
    text += "--\n";
    for (const std::string& one : *list) {
      add(one);
    }
  }
  return to_hex(sha256(text));
}

std::optional<KnownBuild> find_known(const std::string& key, const PlatformPlan& plan, image::Builder& builder,
                                     const ImageStore& store, std::stop_token stop) {
  const auto record = key.empty() ? std::nullopt : store.record(key);
  const json::value* bases = record ? record->if_contains("bases") : nullptr;
  if (bases == nullptr || !bases->is_object()) {
    return std::nullopt;
  }
  auto build = read_build(*record);
  const bool are_same =
      build && std::all_of(plan.bases.begin(), plan.bases.end(), [&](const image::dockerfile::BaseImage& base) {
        const std::string_view known = string_member(bases->get_object(), base.name);
        return is_pinned(base.name) || (!known.empty() && builder.base(base.name, stop).id == known);
      });
  return are_same ? std::move(build) : std::nullopt;
}

void keep_known(const std::string& key, const KnownBuild& build,
                const std::vector<std::pair<std::string, std::string>>& bases, ImageStore& store) {
  json::object named;
  for (const auto& [name, id] : bases) {
    if (id.empty() && !is_pinned(name)) {
      return;
    }
    named[name] = id;
  }
  json::array steps;
  for (const image::Step& step : build.steps) {
    steps.push_back(
        json::object{{"stage", step.stage}, {"number", step.number}, {"total", step.total}, {"text", step.text}});
  }
  // Without the record the next build is carried out: that is no error.
  static_cast<void>(
      store.keep_record(key, {{"id", build.id}, {"bases", std::move(named)}, {"steps", std::move(steps)}}));
}

}  // namespace ropewalk::app
