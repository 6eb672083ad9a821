// How signatures and statements are kept beside an image in a registry: by tags made from its digest, as cosign does,
// and as manifests that name it as their subject, for registries with the referrers API.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "image/manifest.h"
#include "image/sign/bundle.h"
#include "image/sign/policy.h"
#include "keys/dsse.h"

namespace ropewalk::image {

/// `sha256-….sig` and `.att`.
[[nodiscard]] std::string signature_tag(std::string_view digest);
[[nodiscard]] std::string attestation_tag(std::string_view digest);

/// What cosign's older form of a signature that refers to its image is.
inline constexpr std::string_view kSignatureArtifact = "application/vnd.dev.cosign.artifact.sig.v1+json";

/// A manifest with the blobs that it names.
struct Artifact {
  Manifest manifest;
  std::string config;
  std::vector<std::string> blobs;
};

/// Adds a signature.
void add_signature(Artifact& artifact, const SignatureFound& signature);
/// Adds an envelope in the place of one of the same predicate type by the same key.
void add_envelope(Artifact& artifact, const keys::Envelope& envelope, std::string_view predicate_type);
/// A manifest that refers to `subject`: a bundle in it, with what it says and by which key (or nobody's) in its notes.
[[nodiscard]] Artifact referring_bundle(const Bundle& bundle, std::string_view predicate_type,
                                        const Descriptor& subject);
/// The same of a statement that nobody has signed.
[[nodiscard]] Artifact referring_statement(const keys::Envelope& envelope, std::string_view predicate_type,
                                           const Descriptor& subject);

/// What the notes of a manifest or of its descriptor say; empty where they don't.
[[nodiscard]] std::string noted_predicate(const Annotations& notes);
[[nodiscard]] std::string noted_signer(const Annotations& notes);

/// The configuration that belongs to the layers; to be called when all have been added.
void finish(Artifact& artifact);

/// The signatures that such a manifest has, given its blobs; layers of other kinds are passed over.
[[nodiscard]] std::vector<SignatureFound> signatures_of(const Artifact& artifact);
[[nodiscard]] std::vector<keys::Envelope> envelopes_of(const Artifact& artifact);
[[nodiscard]] std::vector<Bundle> bundles_of(const Artifact& artifact);

}  // namespace ropewalk::image
