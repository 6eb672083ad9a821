// What the signature of an image is over: "simple signing", the form of cosign, skopeo and podman
// (containers-signature(5)).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace ropewalk::image {

inline constexpr std::string_view kPayloadType = "application/vnd.dev.cosign.simplesigning.v1+json";

struct Payload {
  /// What it was signed as: `ghcr.io/acme/parcels`, with a tag or a digest.
  std::string name;
  /// The digest of the manifest.
  std::string digest;
};

[[nodiscard]] std::string to_json(const Payload& payload);
/// Errors: kInvalid for what is no such payload, of another type, or says critical things that are not known.
[[nodiscard]] Result<Payload> read_payload(std::string_view text);

}  // namespace ropewalk::image
