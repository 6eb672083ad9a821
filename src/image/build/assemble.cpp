#include "image/build/assemble.h"

#include <fmt/format.h>

#include <array>

#include "base/strings.h"
#include "image/dockerfile/rewrite.h"

namespace ropewalk::image {
namespace {

/// What the specification (and docker, which adds the last three) says how an image runs, in one order.
constexpr std::array<std::string_view, 12> kRunKeys = {"User",       "ExposedPorts", "Env",        "Entrypoint",
                                                       "Cmd",        "Volumes",      "WorkingDir", "Labels",
                                                       "StopSignal", "Healthcheck",  "OnBuild",    "Shell"};

bool is_empty(const json::value& value) {
  return value.is_null() || (value.is_string() && value.get_string().empty()) ||
         (value.is_array() && value.get_array().empty()) || (value.is_object() && value.get_object().empty());
}

const json::object* member_object(const json::object& object, std::string_view key) {
  const json::value* member = object.if_contains(key);
  return member == nullptr ? nullptr : member->if_object();
}

/// The members by name: builders write them in any order.
json::object sorted(const json::object& object) {
  std::map<std::string, json::value> members;
  for (const auto& [key, value] : object) {
    members.emplace(key, value);
  }
  json::object out;
  for (auto& [key, value] : members) {
    out[key] = std::move(value);
  }
  return out;
}

json::object make_labels(const json::object* present, const ConfigSettings& settings) {
  json::object labels;
  for (const auto& [name, value] : settings.default_labels) {
    labels[name] = value;
  }
  if (present != nullptr) {
    for (const auto& [name, value] : *present) {
      if (name != "io.buildah.version" && name != dockerfile::kArgumentsLabel) {
        labels[name] = value;
      }
    }
  }
  for (const auto& [name, value] : settings.labels) {
    labels[name] = value;
  }
  return sorted(labels);
}

/// The variable was put in for the build alone.
json::array without_epoch(const json::array& variables, std::int64_t epoch) {
  const std::string own = fmt::format("SOURCE_DATE_EPOCH={}", epoch);
  json::array kept;
  for (const json::value& variable : variables) {
    if (!variable.is_string() || variable.get_string() != own) {
      kept.push_back(variable);
    }
  }
  return kept;
}

json::array make_history(const json::object& docker_config, const ConfigSettings& settings) {
  json::array history;
  const json::value* steps = docker_config.if_contains("history");
  if (steps == nullptr || !steps->is_array()) {
    return history;
  }
  const std::string own = fmt::format("ENV {}", dockerfile::epoch_variable(settings.epoch));
  const std::string told = fmt::format("LABEL {}=", dockerfile::kArgumentsLabel);
  for (const json::value& value : steps->get_array()) {
    const json::object* step = value.if_object();
    if (step == nullptr) {
      continue;
    }
    const json::value* empty = step->if_contains("empty_layer");
    const bool is_empty_layer = empty != nullptr && empty->is_bool() && empty->get_bool();
    std::string created_by(string_member(*step, "created_by"));
    if (is_empty_layer && (trim(created_by).ends_with(own) || created_by.find(told) != std::string::npos)) {
      continue;
    }
    json::object kept{{"created", settings.created}, {"created_by", std::move(created_by)}};
    // Buildah's comments have ids of its own images in them.
    if (is_empty_layer) {
      kept["empty_layer"] = true;
    }
    history.push_back(std::move(kept));
  }
  return history;
}

}  // namespace

std::string make_config(const json::object& docker_config, const ConfigSettings& settings) {
  json::object out{{"created", settings.created}};
  if (const std::string_view author = string_member(docker_config, "author"); !author.empty()) {
    out["author"] = author;
  }
  out["architecture"] = settings.platform.architecture;
  if (!settings.platform.variant.empty()) {
    out["variant"] = settings.platform.variant;
  }
  out["os"] = settings.platform.os;
  json::object run;
  const json::object* present = member_object(docker_config, "config");
  for (const std::string_view key : kRunKeys) {
    if (key == "Labels") {
      if (json::object labels = make_labels(present == nullptr ? nullptr : member_object(*present, key), settings);
          !labels.empty()) {
        run[key] = std::move(labels);
      }
      continue;
    }
    const json::value* value = present == nullptr ? nullptr : present->if_contains(key);
    if (key == "Env" && value != nullptr && value->is_array()) {
      if (json::array kept = without_epoch(value->get_array(), settings.epoch); !kept.empty()) {
        run[key] = std::move(kept);
      }
      continue;
    }
    if (value != nullptr && !is_empty(*value)) {
      run[key] = value->is_object() ? json::value(sorted(value->get_object())) : *value;
    }
  }
  out["config"] = std::move(run);
  if (const json::object* root = member_object(docker_config, "rootfs"); root != nullptr) {
    out["rootfs"] = *root;
  }
  out["history"] = make_history(docker_config, settings);
  return to_json_text(out);
}

std::vector<std::string> layer_origins(const json::object& config, std::size_t layers) {
  std::vector<std::string> origins;
  const json::value* history = config.if_contains("history");
  if (history != nullptr && history->is_array()) {
    for (const json::value& value : history->get_array()) {
      const json::object* step = value.if_object();
      const json::value* empty = step == nullptr ? nullptr : step->if_contains("empty_layer");
      if (step != nullptr && (empty == nullptr || !empty->is_bool() || !empty->get_bool())) {
        origins.emplace_back(string_member(*step, "created_by"));
      }
    }
  }
  origins.resize(layers);
  return origins;
}

}  // namespace ropewalk::image
