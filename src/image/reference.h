// Names of images: `registry/repository:tag@digest`.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace ropewalk::image {

struct Reference {
  /// `ghcr.io`, `127.0.0.1:5000`; `docker.io` when the name says none.
  std::string registry;
  /// `acme/parcels`; official images of docker.io are below `library/`.
  std::string repository;
  /// Empty when there is none.
  std::string tag;
  /// `sha256:…`; empty when there is none.
  std::string digest;

  /// `ghcr.io/acme/parcels`.
  [[nodiscard]] std::string name() const { return registry + "/" + repository; }
  /// With tag and digest, where there are any.
  [[nodiscard]] std::string text() const;
  [[nodiscard]] Reference with_tag(std::string_view tag) const;
  [[nodiscard]] Reference with_digest(std::string_view digest) const;
};

/// Reads a name as docker and podman take it (the grammar of distribution/reference). Errors: kUsage.
[[nodiscard]] Result<Reference> parse_reference(std::string_view text);

/// Of this machine, `127.0.0.1:5000` or `localhost`: such a one is spoken to without TLS.
[[nodiscard]] bool is_loopback(std::string_view registry);
[[nodiscard]] bool is_digest(std::string_view text);
/// Letters, digits, `_`, `.` and `-`; at most 128; no `.` or `-` in front.
[[nodiscard]] bool is_tag(std::string_view text);
/// Any text as a tag: what a tag cannot have becomes `-`.
[[nodiscard]] std::string as_tag(std::string_view text);

}  // namespace ropewalk::image
