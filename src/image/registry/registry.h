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
  /// What refers to a digest (distribution specification v1.1): by the referrers API, and where the registry has no
  /// such thing by the tag that takes its place. None of it is proven: ask each manifest for its subject.
  [[nodiscard]] Result<std::vector<Descriptor>> referrers(std::string_view repository, std::string_view digest);
  /// Writes manifests that have one and the same subject by their digests. Where the registry does not say that it
  /// keeps such (with OCI-Subject), they are added to the tag, and `replaced` leave it.
  [[nodiscard]] Result<void> put_referrers(std::string_view repository, const std::vector<StoredManifest>& manifests,
                                           const std::vector<std::string>& replaced = {});

 private:
  [[nodiscard]] Result<ports::HttpResponse> put(std::string_view repository, std::string_view reference,
                                                const StoredManifest& manifest);
  /// By the API; nothing where the registry has no such thing.
  [[nodiscard]] Result<std::optional<std::vector<Descriptor>>> listed_referrers(std::string_view repository,
                                                                                std::string_view digest);
  /// By the tag in its place.
  [[nodiscard]] Result<std::vector<Descriptor>> tagged_referrers(std::string_view repository, std::string_view digest);
  [[nodiscard]] Result<std::string> begin_upload(std::string_view repository);
  [[nodiscard]] Result<void> try_put_blob(std::string_view repository, std::string_view digest, std::string_view bytes);
  /// Where an upload goes on, from what an answer says.
  [[nodiscard]] std::string next_location(const ports::HttpResponse& answer, const std::string& before) const;

  std::unique_ptr<Session> session_;
};

/// `sha256-…`: the tag that takes the place of the referrers API.
[[nodiscard]] std::string referrers_tag(std::string_view digest);
/// The target of `Link: </v2/…?last=x>; rel="next"`; empty without one.
[[nodiscard]] std::string next_page(const ports::HttpResponse& answer);

}  // namespace ropewalk::image
