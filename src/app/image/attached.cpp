#include "app/image/attached.h"

#include <algorithm>

#include "app/image/image_sources.h"
#include "image/sign/statement.h"

namespace ropewalk::app {
namespace {

using image::Artifact;

/// A signature or an attestation is small; what is not is not one.
constexpr std::uint64_t kMostBlobBytes = 64U << 20U;
constexpr std::size_t kMostLayers = 1000;
constexpr std::size_t kMostReferrers = 200;

/// The artifact of a manifest; an empty one when there is none, or when it is something else.
Result<Artifact> read_artifact(image::Registry& registry, const std::string& repository, const std::string& reference) {
  const auto stored = registry.manifest(repository, reference);
  if (!stored) {
    return fail(stored.error());
  }
  Artifact artifact;
  if (!*stored) {
    return artifact;
  }
  auto manifest = image::read_manifest((*stored)->bytes, reference);
  if (!manifest || manifest->layers.size() > kMostLayers) {
    return artifact;
  }
  artifact.manifest.annotations = std::move(manifest->annotations);
  for (image::Descriptor& layer : manifest->layers) {
    if (layer.size > kMostBlobBytes || (layer.media_type != image::kEnvelopeMediaType && layer.annotations.empty())) {
      continue;
    }
    auto bytes = registry.blob(repository, layer);
    if (!bytes) {
      return fail(std::move(bytes.error()));
    }
    artifact.manifest.layers.push_back(std::move(layer));
    artifact.blobs.push_back(std::move(*bytes));
  }
  return artifact;
}

Result<image::StoredManifest> put_artifact(image::Registry& registry, const std::string& repository,
                                           Artifact artifact) {
  image::finish(artifact);
  for (std::size_t i = 0; i < artifact.blobs.size(); ++i) {
    const image::Descriptor& layer = artifact.manifest.layers[i];
    const auto there = registry.has_blob(repository, layer);
    if (!there) {
      return fail(there.error());
    }
    if (!*there) {
      if (auto put = registry.put_blob(repository, layer.digest, artifact.blobs[i]); !put) {
        return fail(std::move(put.error()));
      }
    }
  }
  if (auto put = registry.put_blob(repository, artifact.manifest.config.digest, artifact.config); !put) {
    return fail(std::move(put.error()));
  }
  const std::string text = image::to_json(artifact.manifest);
  return image::StoredManifest{text, artifact.manifest.media_type, image::digest_of(text)};
}

/// Writes an artifact under its tag, and as a referrer where the registry knows such.
Result<void> write_artifact(image::Registry& registry, const std::string& repository, const std::string& tag,
                            std::string_view kind, const image::Descriptor& subject, bool has_referrers,
                            const Artifact& artifact) {
  auto stored = put_artifact(registry, repository, artifact);
  if (!stored) {
    return fail(std::move(stored.error()));
  }
  if (auto put = registry.put_manifest(repository, tag, *stored); !put) {
    return put;
  }
  if (!has_referrers) {
    return {};
  }
  Artifact referring = artifact;
  referring.manifest.subject = subject;
  referring.manifest.artifact_type = kind;
  stored = put_artifact(registry, repository, std::move(referring));
  if (!stored) {
    return fail(std::move(stored.error()));
  }
  return registry.put_manifest(repository, stored->digest, *stored);
}

}  // namespace

Result<Attached> read_attached(image::Registry& registry, const std::string& repository, const std::string& digest) {
  std::vector<std::string> places = {image::signature_tag(digest), image::attestation_tag(digest)};
  const auto referrers = registry.referrers(repository, digest);
  if (!referrers) {
    return fail(referrers.error());
  }
  if (*referrers) {
    for (const image::Descriptor& one : (*referrers)->manifests) {
      if (places.size() < kMostReferrers) {
        places.push_back(one.digest);
      }
    }
  }
  Attached attached;
  for (const std::string& place : places) {
    auto artifact = read_artifact(registry, repository, place);
    if (!artifact) {
      return fail(std::move(artifact.error()));
    }
    for (image::SignatureFound& found : image::signatures_of(*artifact)) {
      attached.signatures.push_back(std::move(found));
    }
    for (keys::Envelope& found : image::envelopes_of(*artifact)) {
      attached.envelopes.push_back(std::move(found));
    }
  }
  return attached;
}

Result<void> attach(image::Registry& registry, const std::string& repository, const image::Descriptor& subject,
                    const NewAttachments& added) {
  const auto referrers = registry.referrers(repository, subject.digest);
  if (!referrers) {
    return fail(referrers.error());
  }
  if (!added.signatures.empty()) {
    const std::string tag = image::signature_tag(subject.digest);
    auto artifact = read_artifact(registry, repository, tag);
    if (!artifact) {
      return fail(std::move(artifact.error()));
    }
    for (const image::SignatureFound& signature : added.signatures) {
      image::add_signature(*artifact, signature);
    }
    if (auto done = write_artifact(registry, repository, tag, image::kSignatureArtifact, subject,
                                   referrers->has_value(), *artifact);
        !done) {
      return done;
    }
  }
  if (!added.envelopes.empty()) {
    const std::string tag = image::attestation_tag(subject.digest);
    auto artifact = read_artifact(registry, repository, tag);
    if (!artifact) {
      return fail(std::move(artifact.error()));
    }
    for (const auto& [type, envelope] : added.envelopes) {
      image::add_envelope(*artifact, envelope, type);
    }
    return write_artifact(registry, repository, tag, image::kAttestationArtifact, subject, referrers->has_value(),
                          *artifact);
  }
  return {};
}

Result<void> copy_attached(image::Registry& from, const std::string& from_repository, image::Registry& to,
                           const std::string& to_repository, const std::string& digest) {
  RegistrySource source(from, from_repository);
  const image::Reference target{to.name(), to_repository, "", ""};
  const auto copy = [&](const std::string& reference, std::vector<std::string> tags) -> Result<void> {
    const auto found = from.manifest_digest(from_repository, reference);
    if (!found) {
      return fail(found.error());
    }
    if (!*found) {
      return {};
    }
    const auto sent =
        send_image({.digest = **found, .target = target, .tags = std::move(tags), .immutable = {}}, source, to);
    return sent ? Result<void>() : Result<void>(fail(sent.error()));
  };
  for (const std::string& tag : {image::signature_tag(digest), image::attestation_tag(digest)}) {
    if (auto done = copy(tag, {tag}); !done) {
      return done;
    }
  }
  const auto referrers = from.referrers(from_repository, digest);
  if (!referrers) {
    return fail(referrers.error());
  }
  if (*referrers) {
    for (const image::Descriptor& one : (*referrers)->manifests) {
      if (auto done = copy(one.digest, {}); !done) {
        return done;
      }
    }
  }
  return {};
}

}  // namespace ropewalk::app
