#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "image/oci/image.h"

namespace ropewalk::image {
namespace {

const json::object* object_member(const json::object& from, std::string_view key) {
  const json::value* value = from.if_contains(key);
  return value == nullptr ? nullptr : value->if_object();
}

std::vector<std::string> texts(const json::object& from, std::string_view key) {
  std::vector<std::string> found;
  const json::value* value = from.if_contains(key);
  if (value != nullptr && value->is_array()) {
    for (const json::value& item : value->get_array()) {
      if (item.is_string()) {
        found.emplace_back(item.get_string());
      }
    }
  } else if (value != nullptr && value->is_string()) {
    found.emplace_back(value->get_string());
  }
  return found;
}

}  // namespace

const HistoryStep* ImageConfig::step_of_layer(int layer) const {
  int at = 0;
  for (const HistoryStep& step : history) {
    if (!step.is_empty_layer && at++ == layer) {
      return &step;
    }
  }
  return nullptr;
}

std::string ImageConfig::platform() const {
  return variant.empty() ? fmt::format("{}/{}", os, architecture) : fmt::format("{}/{}/{}", os, architecture, variant);
}

ImageConfig read_image_config(json::object document) {
  ImageConfig config;
  config.os = string_member(document, "os");
  config.architecture = string_member(document, "architecture");
  config.variant = string_member(document, "variant");
  config.created = string_member(document, "created");
  if (const json::object* run = object_member(document, "config")) {
    config.user = string_member(*run, "User");
    config.working_directory = string_member(*run, "WorkingDir");
    config.environment = texts(*run, "Env");
    config.entrypoint = texts(*run, "Entrypoint");
    config.command = texts(*run, "Cmd");
    if (const json::object* ports = object_member(*run, "ExposedPorts")) {
      for (const auto& port : *ports) {
        config.exposed_ports.emplace_back(port.key());
      }
    }
    if (const json::object* labels = object_member(*run, "Labels")) {
      for (const auto& label : *labels) {
        config.labels.emplace_back(label.key(), label.value().is_string() ? label.value().get_string().c_str() : "");
      }
    }
    if (const json::object* check = object_member(*run, "Healthcheck")) {
      const auto test = texts(*check, "Test");
      config.has_health_check = !test.empty() && test.front() != "NONE";
    }
  }
  std::sort(config.labels.begin(), config.labels.end());
  std::sort(config.exposed_ports.begin(), config.exposed_ports.end());
  if (const json::object* rootfs = object_member(document, "rootfs")) {
    config.diff_ids = texts(*rootfs, "diff_ids");
  }
  if (const json::value* history = document.if_contains("history"); history != nullptr && history->is_array()) {
    for (const json::value& item : history->get_array()) {
      if (const json::object* step = item.if_object()) {
        const json::value* is_empty = step->if_contains("empty_layer");
        config.history.push_back({std::string(string_member(*step, "created_by")),
                                  std::string(string_member(*step, "comment")),
                                  is_empty != nullptr && is_empty->is_bool() && is_empty->get_bool()});
      }
    }
  }
  config.document = std::move(document);
  return config;
}

}  // namespace ropewalk::image
