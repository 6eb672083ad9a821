// A registry as what it holds: manifests, blobs, tags. Everything that comes from it is proven by its digest.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "image/manifest.h"
#include "image/registry/session.h"

namespace ropewalk::image {

struct StoredManifest {
  std::string bytes;
  std::string media_type;
  std::string digest;
};

class Registry {
 public:
  explicit Registry(std::unique_ptr<Session> session) : session_(std::move(session)) {}

  [[nodiscard]] const std::string& name() const { return session_->registry(); }

  /// By tag or digest. Nothing when there is none. Errors: kInvalid for bytes that are another digest's, kIncomplete.
  [[nodiscard]] Result<std::optional<StoredManifest>> manifest(std::string_view repository, std::string_view reference);
  /// The same without its bytes: its digest. Nothing when there is none.
  [[nodiscard]] Result<std::optional<std::string>> manifest_digest(std::string_view repository,
                                                                   std::string_view reference);
  /// Errors: kInvalid when the registry says that it stored another digest.
  [[nodiscard]] Result<void> put_manifest(std::string_view repository, std::string_view reference,
                                          const StoredManifest& manifest);
  /// True when it was there.
  [[nodiscard]] Result<bool> delete_manifest(std::string_view repository, std::string_view digest);

  [[nodiscard]] Result<bool> has_blob(std::string_view repository, const Descriptor& blob);
  /// Takes a blob over from another repository of the registry; false when it will not.
  [[nodiscard]] Result<bool> mount_blob(std::string_view repository, std::string_view digest,
                                        std::string_view from_repository);
  /// A blob of this size, proven. Errors: kInvalid for other bytes, kNotFound, kIncomplete.
  [[nodiscard]] Result<std::string> blob(std::string_view repository, const Descriptor& blob);
  /// Sends a blob; begins again, or goes on where it was cut, when the connection is.
  [[nodiscard]] Result<void> put_blob(std::string_view repository, std::string_view digest, std::string_view bytes);

  /// All tags, sorted. Nothing when there is no such repository.
  [[nodiscard]] Result<std::optional<std::vector<std::string>>> tags(std::string_view repository);
  /// What refers to a digest, by the referrers API; nothing where the registry has no such thing.
  [[nodiscard]] Result<std::optional<Index>> referrers(std::string_view repository, std::string_view digest);

 private:
  [[nodiscard]] Result<std::string> begin_upload(std::string_view repository);
  [[nodiscard]] Result<void> try_put_blob(std::string_view repository, std::string_view digest, std::string_view bytes);
  /// Where an upload goes on, from what an answer says.
  [[nodiscard]] std::string next_location(const ports::HttpResponse& answer, const std::string& before) const;

  std::unique_ptr<Session> session_;
};

}  // namespace ropewalk::image
