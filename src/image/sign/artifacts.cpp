#include "image/sign/artifacts.h"

#include <algorithm>

#include "base/base64.h"
#include "base/hash.h"
#include "base/json.h"
#include "image/sign/payload.h"
#include "image/sign/statement.h"

namespace ropewalk::image {
namespace {

constexpr std::string_view kSignatureKey = "dev.cosignproject.cosign/signature";
constexpr std::string_view kPredicateKey = "predicateType";
constexpr std::string_view kSignerKey = "ropewalk.signer";
// Of manifests that hold a bundle, as cosign writes them.
constexpr std::string_view kContentKey = "dev.sigstore.bundle.content";
constexpr std::string_view kBundledKey = "dev.sigstore.bundle.predicateType";

std::string tag_of(std::string_view digest, std::string_view ending) {
  std::string tag(digest);
  std::replace(tag.begin(), tag.end(), ':', '-');
  return tag.append(".").append(ending);
}

void add_layer(Artifact& artifact, std::string_view media_type, std::string bytes, Annotations annotations) {
  artifact.manifest.layers.push_back({.media_type = std::string(media_type),
                                      .digest = digest_of(bytes),
                                      .size = bytes.size(),
                                      .annotations = std::move(annotations)});
  artifact.blobs.push_back(std::move(bytes));
}

std::string note_of(const Annotations& notes, std::string_view key) {
  const auto found = notes.find(key);
  return found == notes.end() ? std::string() : found->second;
}

}  // namespace

std::string signature_tag(std::string_view digest) { return tag_of(digest, "sig"); }
std::string attestation_tag(std::string_view digest) { return tag_of(digest, "att"); }

void add_signature(Artifact& artifact, const SignatureFound& signature) {
  const std::string text = to_base64(signature.signature);
  add_layer(artifact, kPayloadType, signature.payload, {{std::string(kSignatureKey), text}});
}

void add_envelope(Artifact& artifact, const keys::Envelope& envelope, std::string_view predicate_type) {
  const std::string signer = envelope.signatures.empty() ? "" : envelope.signatures.front().key_id;
  for (std::size_t i = 0; i < artifact.manifest.layers.size(); ++i) {
    const Annotations& notes = artifact.manifest.layers[i].annotations;
    const std::string noted = note_of(notes, kSignerKey);
    const bool is_same = note_of(notes, kPredicateKey) == predicate_type && (noted.empty() || noted == signer);
    if (is_same) {
      artifact.manifest.layers.erase(artifact.manifest.layers.begin() + static_cast<std::ptrdiff_t>(i));
      artifact.blobs.erase(artifact.blobs.begin() + static_cast<std::ptrdiff_t>(i));
      break;
    }
  }
  Annotations notes{{std::string(kSignatureKey), ""}, {std::string(kPredicateKey), std::string(predicate_type)}};
  if (!signer.empty()) {
    notes[std::string(kSignerKey)] = signer;
  }
  add_layer(artifact, kEnvelopeMediaType, keys::to_json(envelope), std::move(notes));
}

Artifact referring_bundle(const Bundle& bundle, std::string_view predicate_type, const Descriptor& subject) {
  Artifact artifact;
  artifact.manifest.artifact_type = kBundleType;
  artifact.manifest.subject = subject;
  artifact.manifest.annotations = {{std::string(kContentKey), "dsse-envelope"},
                                   {std::string(kBundledKey), std::string(predicate_type)}};
  const auto& signatures = bundle.envelope.signatures;
  if (bundle.certificate.empty() && !signatures.empty() && !signatures.front().key_id.empty()) {
    artifact.manifest.annotations[std::string(kSignerKey)] = signatures.front().key_id;
  }
  add_layer(artifact, kBundleType, to_json(bundle), {});
  return artifact;
}

Artifact referring_statement(const keys::Envelope& envelope, std::string_view predicate_type,
                             const Descriptor& subject) {
  Artifact artifact;
  artifact.manifest.artifact_type = envelope.payload_type;
  artifact.manifest.subject = subject;
  artifact.manifest.annotations = {{std::string(kPredicateKey), std::string(predicate_type)}};
  add_layer(artifact, envelope.payload_type, envelope.payload, {});
  return artifact;
}

std::string noted_predicate(const Annotations& notes) {
  const std::string bundled = note_of(notes, kBundledKey);
  return bundled.empty() ? note_of(notes, kPredicateKey) : bundled;
}

std::string noted_signer(const Annotations& notes) { return note_of(notes, kSignerKey); }

void finish(Artifact& artifact) {
  if (!artifact.manifest.artifact_type.empty()) {
    artifact.config = "{}";
    artifact.manifest.config = {
        .media_type = std::string(kEmptyType), .digest = digest_of(artifact.config), .size = artifact.config.size()};
    return;
  }
  json::array ids;
  for (const Descriptor& layer : artifact.manifest.layers) {
    ids.emplace_back(layer.digest);
  }
  artifact.config = to_json_text(json::object{{"architecture", ""},
                                              {"os", ""},
                                              {"config", json::object()},
                                              {"rootfs", {{"type", "layers"}, {"diff_ids", std::move(ids)}}}});
  artifact.manifest.config = {
      .media_type = std::string(kConfigType), .digest = digest_of(artifact.config), .size = artifact.config.size()};
}

std::vector<SignatureFound> signatures_of(const Artifact& artifact) {
  std::vector<SignatureFound> found;
  for (std::size_t i = 0; i < artifact.manifest.layers.size() && i < artifact.blobs.size(); ++i) {
    const Descriptor& layer = artifact.manifest.layers[i];
    const auto text = layer.annotations.find(kSignatureKey);
    if (layer.media_type != kPayloadType || text == layer.annotations.end()) {
      continue;
    }
    if (auto signature = from_base64(text->second)) {
      found.push_back({artifact.blobs[i], std::move(*signature)});
    }
  }
  return found;
}

std::vector<keys::Envelope> envelopes_of(const Artifact& artifact) {
  std::vector<keys::Envelope> found;
  for (std::size_t i = 0; i < artifact.manifest.layers.size() && i < artifact.blobs.size(); ++i) {
    if (artifact.manifest.layers[i].media_type != kEnvelopeMediaType) {
      continue;
    }
    if (auto envelope = keys::read_envelope(artifact.blobs[i], "attestation")) {
      found.push_back(std::move(*envelope));
    }
  }
  return found;
}

std::vector<Bundle> bundles_of(const Artifact& artifact) {
  std::vector<Bundle> found;
  for (std::size_t i = 0; i < artifact.manifest.layers.size() && i < artifact.blobs.size(); ++i) {
    if (!is_bundle_type(artifact.manifest.layers[i].media_type)) {
      continue;
    }
    if (auto bundle = read_bundle(artifact.blobs[i], "bundle")) {
      found.push_back(std::move(*bundle));
    }
  }
  return found;
}

}  // namespace ropewalk::image
