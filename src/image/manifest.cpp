#include "image/manifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/hash.h"
#include "base/strings.h"
#include "image/reference.h"

namespace ropewalk::image {
namespace {

json::object to_object(const Annotations& annotations) {
  json::object object;
  for (const auto& [name, value] : annotations) {
    object[name] = value;
  }
  return object;
}

json::object to_object(const Descriptor& descriptor) {
  json::object object{{"mediaType", descriptor.media_type}, {"digest", descriptor.digest}, {"size", descriptor.size}};
  if (!descriptor.platform.architecture.empty()) {
    json::object platform{{"architecture", descriptor.platform.architecture}, {"os", descriptor.platform.os}};
    if (!descriptor.platform.variant.empty()) {
      platform["variant"] = descriptor.platform.variant;
    }
    object["platform"] = std::move(platform);
  }
  if (!descriptor.artifact_type.empty()) {
    object["artifactType"] = descriptor.artifact_type;
  }
  if (!descriptor.annotations.empty()) {
    object["annotations"] = to_object(descriptor.annotations);
  }
  return object;
}

Annotations read_annotations(const json::object& object) {
  Annotations annotations;
  const json::value* member = object.if_contains("annotations");
  if (const json::object* entries = member == nullptr ? nullptr : member->if_object(); entries != nullptr) {
    for (const auto& [name, value] : *entries) {
      if (value.is_string()) {
        annotations[std::string(name)] = value.get_string().c_str();
      }
    }
  }
  return annotations;
}

std::optional<Descriptor> read_descriptor(const json::value* value) {
  const json::object* object = value == nullptr ? nullptr : value->if_object();
  if (object == nullptr) {
    return std::nullopt;
  }
  Descriptor descriptor{.media_type = std::string(string_member(*object, "mediaType")),
                        .digest = std::string(string_member(*object, "digest")),
                        .annotations = read_annotations(*object),
                        .artifact_type = std::string(string_member(*object, "artifactType"))};
  const json::value* size = object->if_contains("size");
  if (!is_digest(descriptor.digest) || size == nullptr || !size->is_int64() || size->get_int64() < 0) {
    return std::nullopt;
  }
  descriptor.size = static_cast<std::uint64_t>(size->get_int64());
  const json::value* platform = object->if_contains("platform");
  if (const json::object* parts = platform == nullptr ? nullptr : platform->if_object(); parts != nullptr) {
    descriptor.platform = {std::string(string_member(*parts, "os")), std::string(string_member(*parts, "architecture")),
                           std::string(string_member(*parts, "variant"))};
  }
  return descriptor;
}

/// The descriptors of an array; nothing when one of them is none.
std::optional<std::vector<Descriptor>> read_descriptors(const json::object& object, std::string_view key) {
  const json::value* member = object.if_contains(key);
  const json::array* entries = member == nullptr ? nullptr : member->if_array();
  if (entries == nullptr) {
    return std::nullopt;
  }
  std::vector<Descriptor> descriptors;
  for (const json::value& entry : *entries) {
    auto descriptor = read_descriptor(&entry);
    if (!descriptor) {
      return std::nullopt;
    }
    descriptors.push_back(std::move(*descriptor));
  }
  return descriptors;
}

}  // namespace

std::string Platform::text() const {
  return fmt::format("{}/{}{}{}", os, architecture, variant.empty() ? "" : "/", variant);
}

Result<Platform> parse_platform(std::string_view text) {
  const auto parts = split(trim(text), '/');
  const auto is_word = [](std::string_view part) {
    return !part.empty() && part.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-.") == std::string_view::npos;
  };
  if (parts.size() > 3 || !std::all_of(parts.begin(), parts.end(), is_word)) {
    return fail(ErrorKind::kUsage, fmt::format("'{}' is not a platform", text), "write it as linux/amd64");
  }
  Platform platform;
  if (parts.size() == 1) {
    platform.architecture = parts[0];
  } else {
    platform.os = parts[0];
    platform.architecture = parts[1];
    platform.variant = parts.size() == 3 ? parts[2] : "";
  }
  if (platform.architecture == "x86_64" || platform.architecture == "x64") {
    platform.architecture = "amd64";
  } else if (platform.architecture == "aarch64") {
    platform.architecture = "arm64";
  }
  if (platform.architecture == "arm64" && platform.variant == "v8") {
    platform.variant.clear();
  }
  return platform;
}

std::string to_json(const Manifest& manifest) {
  json::object object{{"schemaVersion", 2}, {"mediaType", manifest.media_type}};
  if (!manifest.artifact_type.empty()) {
    object["artifactType"] = manifest.artifact_type;
  }
  object["config"] = to_object(manifest.config);
  json::array layers;
  for (const Descriptor& layer : manifest.layers) {
    layers.push_back(to_object(layer));
  }
  object["layers"] = std::move(layers);
  if (!manifest.subject.digest.empty()) {
    object["subject"] = to_object(manifest.subject);
  }
  if (!manifest.annotations.empty()) {
    object["annotations"] = to_object(manifest.annotations);
  }
  return to_json_text(object);
}

std::string to_json(const Index& index) {
  json::array manifests;
  for (const Descriptor& manifest : index.manifests) {
    manifests.push_back(to_object(manifest));
  }
  json::object object{{"schemaVersion", 2}, {"mediaType", index.media_type}, {"manifests", std::move(manifests)}};
  if (!index.annotations.empty()) {
    object["annotations"] = to_object(index.annotations);
  }
  return to_json_text(object);
}

Result<Manifest> read_manifest(std::string_view text, std::string_view name) {
  const auto parsed = parse_json(text, name);
  const json::object* object = parsed ? parsed->if_object() : nullptr;
  auto layers = object == nullptr ? std::nullopt : read_descriptors(*object, "layers");
  auto config = object == nullptr ? std::nullopt : read_descriptor(object->if_contains("config"));
  if (!layers || !config) {
    return fail(ErrorKind::kInvalid, fmt::format("{} is not an image manifest", name));
  }
  Manifest manifest{.media_type = media_type_of(text),
                    .artifact_type = std::string(string_member(*object, "artifactType")),
                    .config = std::move(*config),
                    .layers = std::move(*layers),
                    .subject = read_descriptor(object->if_contains("subject")).value_or(Descriptor{}),
                    .annotations = read_annotations(*object)};
  return manifest;
}

Result<Index> read_index(std::string_view text, std::string_view name) {
  const auto parsed = parse_json(text, name);
  const json::object* object = parsed ? parsed->if_object() : nullptr;
  auto manifests = object == nullptr ? std::nullopt : read_descriptors(*object, "manifests");
  if (!manifests) {
    return fail(ErrorKind::kInvalid, fmt::format("{} is not an image index", name));
  }
  return Index{
      .media_type = media_type_of(text), .manifests = std::move(*manifests), .annotations = read_annotations(*object)};
}

bool is_index_type(std::string_view media_type) { return media_type == kIndexType || media_type == kDockerListType; }

std::string media_type_of(std::string_view text) {
  const auto parsed = parse_json(text, "manifest");
  const json::object* object = parsed ? parsed->if_object() : nullptr;
  if (object == nullptr) {
    return "";
  }
  if (const std::string_view type = string_member(*object, "mediaType"); !type.empty()) {
    return std::string(type);
  }
  return std::string(object->contains("manifests") ? kIndexType : object->contains("layers") ? kManifestType : "");
}

std::string digest_of(std::string_view bytes) { return "sha256:" + to_hex(sha256(bytes)); }

}  // namespace ropewalk::image
