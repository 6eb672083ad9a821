// What is kept beside an image in a registry: its signatures and attestations, read and written.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "image/registry/registry.h"
#include "image/sign/artifacts.h"
#include "image/sign/policy.h"
#include "keys/key_pair.h"

namespace ropewalk::app {

struct Attached {
  std::vector<image::SignatureFound> signatures;
  std::vector<keys::Envelope> envelopes;
  /// Those that were signed without a key, by a certificate.
  std::vector<image::Bundle> bundles;
};

/// By cosign's tags, and as what refers to the digest (by the referrers API or the tag in its place). Errors: those of
/// the registry; what is there and is no signature counts as none.
[[nodiscard]] Result<Attached> read_attached(image::Registry& registry, const std::string& repository,
                                             const std::string& digest);

struct NewAttachments {
  /// For cosign's tags.
  std::vector<image::SignatureFound> signatures;
  /// For cosign's tags, with the type of what each of them says; those without a signature refer to the image, too.
  std::vector<std::pair<std::string, keys::Envelope>> envelopes;
  /// What refers to the image, with the type of what each of them says.
  std::vector<std::pair<std::string, image::Bundle>> bundles;
  /// Who signs all this; nothing where nobody does, or a certificate. What is there already by this key is not added
  /// again.
  std::optional<keys::PublicKey> signer;
};

/// Adds to what is there; a statement takes the place of an older one of its type by the same key. `subject` is the
/// image's descriptor.
[[nodiscard]] Result<void> attach(image::Registry& registry, const std::string& repository,
                                  const image::Descriptor& subject, const NewAttachments& added);

/// The manifests that are beside a digest: what refers to it, and what the tags name. Only those that say themselves
/// that it is their subject, or stand on a tag made of it.
[[nodiscard]] Result<std::vector<std::string>> attached_manifests(image::Registry& registry,
                                                                  const std::string& repository,
                                                                  const std::string& digest);

/// Copies what is beside a digest from one repository to another, as it is.
[[nodiscard]] Result<void> copy_attached(image::Registry& from, const std::string& from_repository, image::Registry& to,
                                         const std::string& to_repository, const std::string& digest);

}  // namespace ropewalk::app
