// Caches as compressed archives in a folder of the user, for actions/cache: `<root>/<repository>/<entry>.tar.zst`, each
// with a JSON file that holds its key and version.
#pragma once

#include <cstdint>
#include <filesystem>

#include "ports/archive.h"
#include "ports/clock.h"
#include "ports/files.h"
#include "record/store.h"

namespace ropewalk::services {

/// Several processes may share the folder: an entry appears whole, by a rename, or not at all.
class FolderCacheStore final : public record::CacheStore {
 public:
  /// GitHub's own allowance for one repository.
  static constexpr std::uint64_t kDefaultAllowance = 10'000'000'000;

  /// When a repository's entries grow over `allowance` bytes, those that were used longest ago go first.
  FolderCacheStore(std::filesystem::path root, ports::Files& files, ports::Archive& archive, const ports::Clock& clock,
                   std::uint64_t allowance = kDefaultAllowance);

  [[nodiscard]] Result<std::optional<record::CacheHit>> restore(std::string_view repository, std::string_view key,
                                                                const std::vector<std::string>& restore_keys,
                                                                std::string_view version, bool lookup_only,
                                                                const std::filesystem::path& workspace) override;
  [[nodiscard]] Result<bool> save(std::string_view repository, std::string_view key, std::string_view version,
                                  const std::vector<record::ArtifactFile>& files) override;

 private:
  struct Entry;
  [[nodiscard]] Result<std::vector<Entry>> entries(const std::filesystem::path& folder) const;
  [[nodiscard]] Result<void> write_index(const Entry& entry);
  [[nodiscard]] Result<void> keep_within_allowance(const std::filesystem::path& folder);

  std::filesystem::path root_;
  ports::Files& files_;
  ports::Archive& archive_;
  const ports::Clock& clock_;
  std::uint64_t allowance_;
};

}  // namespace ropewalk::services
