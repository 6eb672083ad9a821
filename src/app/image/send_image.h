// Carries an image into a registry: all blobs first, then the manifests, and a tag when everything is there, so that a
// tag never stands on half an image.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "image/manifest.h"
#include "image/reference.h"
#include "image/registry/registry.h"

namespace ropewalk::app {

/// Where the parts of an image come from: this machine's store, or another registry.
class ImageSource {
 public:
  virtual ~ImageSource() = default;
  [[nodiscard]] virtual Result<image::StoredManifest> manifest(const std::string& digest) = 0;
  [[nodiscard]] virtual Result<std::string> blob(const image::Descriptor& blob) = 0;
  /// The repository of the same registry that has the blobs; empty when there is none.
  [[nodiscard]] virtual std::string mountable_from(const image::Registry& target) const = 0;
};

struct SendRequest {
  std::string digest;
  image::Reference target;
  std::vector<std::string> tags;
  /// Tags that may not be moved from another digest; others may.
  std::vector<std::string> immutable;
};

struct Sent {
  int blobs_sent = 0;
  int blobs_there = 0;
  std::uint64_t bytes_sent = 0;
};

/// Errors: kInvalid for a tag that is taken, with the digest that it stands on; those of source and registry.
[[nodiscard]] Result<Sent> send_image(const SendRequest& request, ImageSource& source, image::Registry& target);

/// Refuses tags that stand on another digest. Asked before anything is built or sent.
[[nodiscard]] Result<void> check_tags(const image::Reference& target, const std::vector<std::string>& tags,
                                      const std::string& digest, image::Registry& registry);

/// A tag that names one state for good: `1.2.3`, `v1.2.3`, `sha-1a2b3c4`, a date. `latest`, branches, `1.2` move.
[[nodiscard]] bool is_immutable_tag(std::string_view tag);

}  // namespace ropewalk::app
