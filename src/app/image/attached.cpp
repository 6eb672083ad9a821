#include "app/image/attached.h"

#include <algorithm>

#include "app/image/image_sources.h"
#include "image/sign/statement.h"

namespace ropewalk::app {
namespace {

using image::Artifact;
using image::Descriptor;

/// A signature or an attestation is small; what is not is not one.
constexpr std::uint64_t kMostBlobBytes = 64U << 20U;
constexpr std::size_t kMostLayers = 1000;
constexpr std::size_t kMostReferrers = 200;

bool is_read(const Descriptor& layer) {
  return layer.media_type == image::kEnvelopeMediaType || image::is_bundle_type(layer.media_type) ||
         !layer.annotations.empty();
}

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
  for (Descriptor& layer : manifest->layers) {
    if (layer.size > kMostBlobBytes || !is_read(layer)) {
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

Result<void> put_missing(image::Registry& registry, const std::string& repository, const Descriptor& blob,
                         std::string_view bytes) {
  const auto there = registry.has_blob(repository, blob);
  if (!there) {
    return fail(there.error());
  }
  return *there ? Result<void>() : registry.put_blob(repository, blob.digest, bytes);
}

/// Writes the blobs of an artifact; its manifest is for the caller to write.
Result<image::StoredManifest> put_artifact(image::Registry& registry, const std::string& repository,
                                           Artifact artifact) {
  image::finish(artifact);
  for (std::size_t i = 0; i < artifact.blobs.size(); ++i) {
    if (auto put = put_missing(registry, repository, artifact.manifest.layers[i], artifact.blobs[i]); !put) {
      return fail(std::move(put.error()));
    }
  }
  if (auto put = put_missing(registry, repository, artifact.manifest.config, artifact.config); !put) {
    return fail(std::move(put.error()));
  }
  const std::string text = image::to_json(artifact.manifest);
  return image::StoredManifest{text, artifact.manifest.media_type, image::digest_of(text)};
}

Result<void> put_tagged(image::Registry& registry, const std::string& repository, const std::string& tag,
                        const Artifact& artifact) {
  const auto stored = put_artifact(registry, repository, artifact);
  return stored ? registry.put_manifest(repository, tag, *stored) : Result<void>(fail(stored.error()));
}

/// True when one of these says the same and is signed by the same, or by nobody as well.
bool has_same(const std::vector<keys::Envelope>& there, const keys::Envelope& envelope,
              const std::optional<keys::PublicKey>& signer) {
  return std::any_of(there.begin(), there.end(), [&](const keys::Envelope& one) {
    return one.payload == envelope.payload && one.payload_type == envelope.payload_type &&
           (signer ? keys::is_signed_by(one, *signer) : one.signatures.empty() && envelope.signatures.empty());
  });
}

Result<void> add_by_tags(image::Registry& registry, const std::string& repository, const std::string& digest,
                         const NewAttachments& added) {
  if (!added.signatures.empty()) {
    auto artifact = read_artifact(registry, repository, image::signature_tag(digest));
    if (!artifact) {
      return fail(std::move(artifact.error()));
    }
    const auto there = image::signatures_of(*artifact);
    bool is_changed = false;
    for (const image::SignatureFound& signature : added.signatures) {
      const bool is_there = std::any_of(there.begin(), there.end(), [&](const image::SignatureFound& one) {
        return one.payload == signature.payload && added.signer && added.signer->verifies(one.payload, one.signature);
      });
      if (!is_there) {
        image::add_signature(*artifact, signature);
        is_changed = true;
      }
    }
    if (is_changed) {
      if (auto put = put_tagged(registry, repository, image::signature_tag(digest), *artifact); !put) {
        return put;
      }
    }
  }
  if (added.envelopes.empty()) {
    return {};
  }
  auto artifact = read_artifact(registry, repository, image::attestation_tag(digest));
  if (!artifact) {
    return fail(std::move(artifact.error()));
  }
  const auto there = image::envelopes_of(*artifact);
  bool is_changed = false;
  for (const auto& [type, envelope] : added.envelopes) {
    if (!has_same(there, envelope, added.signer)) {
      image::add_envelope(*artifact, envelope, type);
      is_changed = true;
    }
  }
  return is_changed ? put_tagged(registry, repository, image::attestation_tag(digest), *artifact) : Result<void>();
}

/// Adds what refers to an image.
class Referring {
 public:
  Referring(image::Registry& registry, const std::string& repository, const Descriptor& subject)
      : registry_(registry), repository_(repository), subject_(subject) {}

  Result<void> add(const NewAttachments& added) {
    for (const auto& [type, envelope] : added.envelopes) {
      if (envelope.signatures.empty()) {
        if (auto done = add(image::referring_statement(envelope, type, subject_)); !done) {
          return done;
        }
      }
    }
    for (const auto& [type, bundle] : added.bundles) {
      const auto is_there = added.signer ? replaces(type, bundle.envelope, *added.signer) : Result<bool>(false);
      if (!is_there) {
        return fail(is_there.error());
      }
      if (!*is_there) {
        if (auto done = add(image::referring_bundle(bundle, type, subject_)); !done) {
          return done;
        }
      }
    }
    if (manifests_.empty()) {
      return {};
    }
    if (auto done = registry_.put_referrers(repository_, manifests_, replaced_); !done) {
      return done;
    }
    for (const std::string& digest : replaced_) {
      // A registry that lets nobody delete keeps the older ones beside: nothing that holds is lost.
      if (auto gone = registry_.delete_manifest(repository_, digest);
          !gone && gone.error().kind == ErrorKind::kInterrupted) {
        return fail(std::move(gone.error()));
      }
    }
    return {};
  }

 private:
  Result<void> add(Artifact artifact) {
    auto stored = put_artifact(registry_, repository_, std::move(artifact));
    if (!stored) {
      return fail(std::move(stored.error()));
    }
    manifests_.push_back(std::move(*stored));
    return {};
  }

  /// Notes those of the same type by the same key that a new one replaces; true when one of them says just the same.
  Result<bool> replaces(const std::string& type, const keys::Envelope& envelope, const keys::PublicKey& signer) {
    if (!there_) {
      auto found = registry_.referrers(repository_, subject_.digest);
      if (!found) {
        return fail(std::move(found.error()));
      }
      there_ = std::move(*found);
    }
    std::vector<std::string> older;
    for (const Descriptor& one : *there_) {
      if (image::noted_predicate(one.annotations) != type || image::noted_signer(one.annotations) != signer.id()) {
        continue;
      }
      const auto artifact = read_artifact(registry_, repository_, one.digest);
      if (!artifact) {
        return fail(artifact.error());
      }
      for (const image::Bundle& bundle : image::bundles_of(*artifact)) {
        if (has_same({bundle.envelope}, envelope, signer)) {
          return true;
        }
        if (keys::is_signed_by(bundle.envelope, signer)) {
          older.push_back(one.digest);
        }
      }
    }
    // Signatures are for the names that they say: one for another name takes the place of none.
    if (type != image::kSignaturePredicate) {
      replaced_.insert(replaced_.end(), older.begin(), older.end());
    }
    return false;
  }

  image::Registry& registry_;
  const std::string& repository_;
  const Descriptor& subject_;
  std::optional<std::vector<Descriptor>> there_;
  std::vector<image::StoredManifest> manifests_;
  std::vector<std::string> replaced_;
};

/// What refers to a digest by its own words: an index may name anything.
Result<std::vector<image::StoredManifest>> referring_manifests(image::Registry& registry, const std::string& repository,
                                                               const std::string& digest) {
  const auto listed = registry.referrers(repository, digest);
  if (!listed) {
    return fail(listed.error());
  }
  std::vector<image::StoredManifest> found;
  for (const Descriptor& one : *listed) {
    if (found.size() >= kMostReferrers) {
      break;
    }
    auto stored = registry.manifest(repository, one.digest);
    if (!stored) {
      return fail(std::move(stored.error()));
    }
    const auto manifest = *stored ? image::read_manifest((*stored)->bytes, one.digest)
                                  : Result<image::Manifest>(fail(ErrorKind::kNotFound, ""));
    if (manifest && manifest->subject.digest == digest) {
      found.push_back(std::move(**stored));
    }
  }
  return found;
}

/// Carries a manifest with its blobs over, without a tag.
Result<void> copy_manifest(RegistrySource& source, image::Registry& to, const std::string& to_repository,
                           const std::string& digest, std::vector<std::string> tags) {
  const image::Reference target{to.name(), to_repository, "", ""};
  const auto sent =
      send_image({.digest = digest, .target = target, .tags = std::move(tags), .immutable = {}}, source, to);
  return sent ? Result<void>() : Result<void>(fail(sent.error()));
}

}  // namespace

Result<Attached> read_attached(image::Registry& registry, const std::string& repository, const std::string& digest) {
  std::vector<std::string> places = {image::signature_tag(digest), image::attestation_tag(digest)};
  const auto referrers = registry.referrers(repository, digest);
  if (!referrers) {
    return fail(referrers.error());
  }
  for (const Descriptor& one : *referrers) {
    if (places.size() < kMostReferrers) {
      places.push_back(one.digest);
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
    for (image::Bundle& found : image::bundles_of(*artifact)) {
      if (found.certificate.empty()) {
        attached.envelopes.push_back(std::move(found.envelope));
      } else {
        attached.bundles.push_back(std::move(found));
      }
    }
  }
  return attached;
}

Result<void> attach(image::Registry& registry, const std::string& repository, const Descriptor& subject,
                    const NewAttachments& added) {
  if (auto done = add_by_tags(registry, repository, subject.digest, added); !done) {
    return done;
  }
  return Referring(registry, repository, subject).add(added);
}

Result<std::vector<std::string>> attached_manifests(image::Registry& registry, const std::string& repository,
                                                    const std::string& digest) {
  std::vector<std::string> digests;
  const auto referring = referring_manifests(registry, repository, digest);
  if (!referring) {
    return fail(referring.error());
  }
  std::transform(referring->begin(), referring->end(), std::back_inserter(digests),
                 [](const image::StoredManifest& one) { return one.digest; });
  for (const std::string& tag :
       {image::signature_tag(digest), image::attestation_tag(digest), image::referrers_tag(digest)}) {
    auto found = registry.manifest_digest(repository, tag);
    if (!found) {
      return fail(std::move(found.error()));
    }
    if (*found) {
      digests.push_back(std::move(**found));
    }
  }
  return digests;
}

Result<void> copy_attached(image::Registry& from, const std::string& from_repository, image::Registry& to,
                           const std::string& to_repository, const std::string& digest) {
  RegistrySource source(from, from_repository);
  for (const std::string& tag : {image::signature_tag(digest), image::attestation_tag(digest)}) {
    const auto found = from.manifest_digest(from_repository, tag);
    if (!found) {
      return fail(found.error());
    }
    if (*found) {
      if (auto done = copy_manifest(source, to, to_repository, **found, {tag}); !done) {
        return done;
      }
    }
  }
  const auto referring = referring_manifests(from, from_repository, digest);
  if (!referring) {
    return fail(referring.error());
  }
  for (const image::StoredManifest& one : *referring) {
    if (auto done = copy_manifest(source, to, to_repository, one.digest, {}); !done) {
      return done;
    }
  }
  return referring->empty() ? Result<void>() : to.put_referrers(to_repository, *referring);
}

}  // namespace ropewalk::app
