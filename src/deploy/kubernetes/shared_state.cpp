#include "deploy/kubernetes/shared_state.h"

#include <fmt/format.h>

namespace ropewalk::deploy {
namespace {

constexpr std::string_view kMaps = "configmaps";
constexpr std::string_view kState = "state";

}  // namespace

SharedText::SharedText(const ClusterPlace& place, ClusterNames names, std::string name, std::filesystem::path folder,
                       const Machine& machine)
    : names_(std::move(names)),
      name_(std::move(name)),
      folder_(std::move(folder)),
      machine_(machine),
      api_(place, machine) {}

Result<std::optional<std::string>> SharedText::read() {
  const auto object = api_.get("v1", kMaps, name_);
  if (!object) {
    return fail(object.error());
  }
  version_ = *object ? text_at(**object, "metadata.resourceVersion") : "";
  return *object ? std::optional(text_at(object_at(**object, "data"), kState)) : std::nullopt;
}

Result<bool> SharedText::write(const std::string& text) {
  json::object map{{"apiVersion", "v1"},
                   {"kind", "ConfigMap"},
                   {"metadata", json::object{{"name", name_}, {"labels", names_.labels()}}},
                   {"data", json::object{{kState, text}}}};
  if (!version_.empty()) {
    map["metadata"].get_object()["resourceVersion"] = version_;
  }
  const auto put = api_.put("v1", kMaps, map);
  if (!put) {
    return fail(put.error());
  }
  if (*put) {
    version_ = text_at(**put, "metadata.resourceVersion");
  }
  return put->has_value();
}

std::string SharedText::next_writer() {
  return fmt::format("{}/{}/{}", cluster_holder(folder_, machine_),
                     machine_.clock.monotonic().time_since_epoch().count(), ++writes_);
}

}  // namespace ropewalk::deploy
