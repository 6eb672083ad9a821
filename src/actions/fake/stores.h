// Artifact and cache stores in memory, over a fake file system.
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

  [[nodiscard]] Result<record::Artifact> upload(const RunId& run, std::string_view name,
                                                const std::vector<record::ArtifactFile>& files, int compression_level,
                                                bool overwrite) override;
  [[nodiscard]] Result<std::vector<record::Artifact>> list(const RunId& run) override;
  [[nodiscard]] Result<void> download(const record::Artifact& artifact, const std::filesystem::path& folder) override;

  using Contents = std::map<std::string, std::string>;
  /// What was uploaded, by artifact name, and the level of the newest upload.
  std::map<std::string, Contents> uploaded;
  int level = -1;
  /// Digests that `list` reports as something else than what is kept.
  std::map<std::string, std::string> reported_digests;

 private:
  ports::Files& files_;
};

/// Keeps entries in order of saving.
class FakeCacheStore final : public record::CacheStore {
 public:
  explicit FakeCacheStore(ports::Files& files) : files_(files) {}

  [[nodiscard]] Result<std::optional<record::CacheHit>> restore(std::string_view repository, std::string_view key,
                                                                const std::vector<std::string>& restore_keys,
                                                                std::string_view version, bool lookup_only,
                                                                const std::filesystem::path& workspace) override;
  [[nodiscard]] Result<bool> save(std::string_view repository, std::string_view key, std::string_view version,
                                  const std::vector<record::ArtifactFile>& files) override;

  struct Entry {
    std::string repository;
    std::string key;
    std::string version;
    /// Name and content.
    std::map<std::string, std::string> files;
  };
  std::vector<Entry> entries;

 private:
  ports::Files& files_;
};

}  // namespace ropewalk::actions
