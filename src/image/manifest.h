// Manifests and image indexes of the OCI image specification, as values with their JSON form.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace ropewalk::image {

inline constexpr std::string_view kManifestType = "application/vnd.oci.image.manifest.v1+json";
inline constexpr std::string_view kIndexType = "application/vnd.oci.image.index.v1+json";
inline constexpr std::string_view kEmptyType = "application/vnd.oci.empty.v1+json";
inline constexpr std::string_view kConfigType = "application/vnd.oci.image.config.v1+json";
inline constexpr std::string_view kLayerType = "application/vnd.oci.image.layer.v1.tar+gzip";
inline constexpr std::string_view kDockerManifestType = "application/vnd.docker.distribution.manifest.v2+json";
inline constexpr std::string_view kDockerListType = "application/vnd.docker.distribution.manifest.list.v2+json";

using Annotations = std::map<std::string, std::string, std::less<>>;

/// `linux/arm64/v8` in its parts.
struct Platform {
  std::string os = "linux";
  std::string architecture;
  std::string variant = {};

  [[nodiscard]] std::string text() const;
  friend bool operator==(const Platform&, const Platform&) = default;
};

/// Reads `linux/arm64` or `arm64`; the names of uname (`x86_64`, `aarch64`) become Go's. Errors: kUsage.
[[nodiscard]] Result<Platform> parse_platform(std::string_view text);

struct Descriptor {
  std::string media_type;
  std::string digest;
  std::uint64_t size = 0;
  Annotations annotations = {};
  /// In an index; an empty architecture: none.
  Platform platform = {};
  /// In an index; empty for an image.
  std::string artifact_type = {};
};

struct Manifest {
  std::string media_type = std::string(kManifestType);
  /// Empty for an image.
  std::string artifact_type = {};
  Descriptor config = {};
  std::vector<Descriptor> layers = {};
  /// What it is about; an empty digest: nothing.
  Descriptor subject = {};
  Annotations annotations = {};
};

struct Index {
  std::string media_type = std::string(kIndexType);
  std::vector<Descriptor> manifests;
  Annotations annotations = {};
};

[[nodiscard]] std::string to_json(const Manifest& manifest);
[[nodiscard]] std::string to_json(const Index& index);

/// Errors: kInvalid; `name` is what the text is called in messages.
[[nodiscard]] Result<Manifest> read_manifest(std::string_view text, std::string_view name);
[[nodiscard]] Result<Index> read_index(std::string_view text, std::string_view name);
/// True for the media types of indexes and docker's manifest lists.
[[nodiscard]] bool is_index_type(std::string_view media_type);
/// The media type that a manifest or index says of itself, or what its members show; empty for neither.
[[nodiscard]] std::string media_type_of(std::string_view text);

/// `sha256:…` of bytes.
[[nodiscard]] std::string digest_of(std::string_view bytes);

}  // namespace ropewalk::image
