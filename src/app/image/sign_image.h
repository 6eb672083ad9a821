// Signs an image in a registry: each of its manifests, and what is known here of how it was made.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/image/keyless.h"
#include "base/result.h"
#include "image/reference.h"
#include "image/registry/registry.h"
#include "image/sign/statement.h"
#include "keys/key_pair.h"

namespace ropewalk::app {

struct SignRequest {
  image::Reference image;
  /// The digest to be signed.
  std::string digest;
  /// Tags that it is signed for, besides its digest: policies of podman ask for the very name.
  std::vector<std::string> tags = {};
  std::vector<image::Statement> statements;
  /// Null: statements are attached without a signature.
  const keys::PrivateKey* key = nullptr;
  /// Signs in the key's place.
  const KeylessSigner* keyless = nullptr;
};

struct SignResult {
  /// The manifests that were signed: the index and each platform's.
  std::vector<std::string> digests;
  int attestations = 0;
};

/// Errors: kNotFound for an image that is not there, those of the registry.
[[nodiscard]] Result<SignResult> sign_image(const SignRequest& request, image::Registry& registry);

}  // namespace ropewalk::app
