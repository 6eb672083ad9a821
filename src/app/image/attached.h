// What is kept beside an image in a registry: its signatures and attestations, read and written.
#pragma once

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
};

/// By tags and, where the registry has it, by the referrers API. Errors: those of the registry; what is there and is no
/// signature counts as none.
[[nodiscard]] Result<Attached> read_attached(image::Registry& registry, const std::string& repository,
                                             const std::string& digest);

struct NewAttachments {
  std::vector<image::SignatureFound> signatures;
  /// With the type of what each of them says.
  std::vector<std::pair<std::string, keys::Envelope>> envelopes;
};

/// Adds to what is there. `subject` is the image's descriptor, for the referrers API.
[[nodiscard]] Result<void> attach(image::Registry& registry, const std::string& repository,
                                  const image::Descriptor& subject, const NewAttachments& added);

/// Copies what is beside a digest from one repository to another, as it is.
[[nodiscard]] Result<void> copy_attached(image::Registry& from, const std::string& from_repository, image::Registry& to,
                                         const std::string& to_repository, const std::string& digest);

}  // namespace ropewalk::app
