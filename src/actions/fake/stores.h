// Artifact and cache stores in memory, over a fake file system and the archives of ports::FakeArchive.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "ports/files.h"
#include "record/store.h"

namespace ropewalk::actions {

/// Keeps each artifact's files as contents by name.
class FakeArtifactStore final : public record::ArtifactStore {
 public:
  explicit FakeArtifactStore(ports::Files& files) : files_(files) {}

  [[nodiscard]] Result<std::unique_ptr<record::ArtifactDraft>> reserve(const RunId& run, std::string_view name,
                                                                       bool overwrite,
                                                                       std::chrono::days retention) override;
  [[nodiscard]] Result<std::vector<record::Artifact>> list(const RunId& run) override;
  [[nodiscard]] Result<std::filesystem::path> open(const record::Artifact& artifact) override;
  [[nodiscard]] Result<record::Removed> remove(const RunId& run) override;
  [[nodiscard]] Result<record::Removed> tidy(bool /*is_rehearsal*/) override { return record::Removed(); }

  using Contents = std::map<std::string, std::string>;
  /// What was uploaded, by artifact name.
  std::map<std::string, Contents> uploaded;
  std::chrono::days retention{0};
  /// Digests that `list` reports as something else than what is kept.
  std::map<std::string, std::string> reported_digests;

 private:
  class Draft;
  ports::Files& files_;
};

/// Keeps entries in order of saving.
class FakeCacheStore final : public record::CacheStore {
 public:
  explicit FakeCacheStore(ports::Files& files) : files_(files) {}

  [[nodiscard]] Result<std::optional<record::CacheHit>> find(const record::CacheScopes& scopes, std::string_view key,
                                                             const std::vector<std::string>& restore_keys,
                                                             std::string_view version) override;
  [[nodiscard]] Result<void> note_use(const record::CacheHit& /*hit*/) override { return {}; }
  [[nodiscard]] Result<void> discard(const record::CacheHit& hit) override;
  [[nodiscard]] Result<std::unique_ptr<record::CacheDraft>> reserve(const record::CacheScopes& scopes,
                                                                    std::string_view key,
                                                                    std::string_view version) override;
  [[nodiscard]] Result<record::Removed> tidy(bool /*is_rehearsal*/) override { return record::Removed(); }

  struct Entry {
    std::string repository;
    std::string scope;
    std::string key;
    std::string version;
    std::filesystem::path archive;
  };
  std::vector<Entry> entries;

 private:
  class Draft;
  ports::Files& files_;
  int drafts_ = 0;
};

}  // namespace ropewalk::actions
