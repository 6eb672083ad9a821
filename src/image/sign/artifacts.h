// How signatures and statements are kept beside an image in a registry: by tags made from its digest, as cosign does,
// and as manifests that name it as their subject, for registries with the referrers API.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "image/manifest.h"
#include "image/sign/policy.h"
#include "keys/dsse.h"

namespace ropewalk::image {

/// `sha256-….sig` and `.att`.
[[nodiscard]] std::string signature_tag(std::string_view digest);
[[nodiscard]] std::string attestation_tag(std::string_view digest);

inline constexpr std::string_view kSignatureArtifact = "application/vnd.dev.cosign.artifact.sig.v1+json";
inline constexpr std::string_view kAttestationArtifact = "application/vnd.in-toto+json";

/// A manifest with the blobs that it names.
struct Artifact {
  Manifest manifest;
  std::string config;
  std::vector<std::string> blobs;
};

/// What the next layer is added to: an artifact that is there, or an empty one.
[[nodiscard]] Artifact empty_artifact();
/// Adds a signature; one of the same bytes that is there already is not doubled.
void add_signature(Artifact& artifact, const SignatureFound& signature);
/// Adds an envelope in the place of one of the same predicate type by the same key.
void add_envelope(Artifact& artifact, const keys::Envelope& envelope, std::string_view predicate_type);
/// The configuration that belongs to the layers; to be called when all have been added.
void finish(Artifact& artifact);

/// The signatures that such a manifest has, given its blobs; layers of other kinds are passed over.
[[nodiscard]] std::vector<SignatureFound> signatures_of(const Artifact& artifact);
[[nodiscard]] std::vector<keys::Envelope> envelopes_of(const Artifact& artifact);

}  // namespace ropewalk::image
