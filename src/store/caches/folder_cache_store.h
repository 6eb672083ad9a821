// Caches as compressed archives in a folder of the user, for actions/cache: `<root>/<repository>/<entry>.tar.zst`, each
// with a JSON file that holds its key, version and ref, and an empty-bodied `<entry>.used` that says when it was used.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "ports/clock.h"
#include "ports/files.h"
#include "record/store.h"

namespace ropewalk::store {

/// Several processes may share the folder: an entry appears whole, by its JSON file, or not at all. That file is
/// written once and never again, so that an entry which another process has removed does not come back in half.
class FolderCacheStore final : public record::CacheStore {
 public:
  /// GitHub's own allowance for one repository.
  static constexpr std::uint64_t kDefaultAllowance = 10'000'000'000;

  /// When a repository's entries grow over `allowance` bytes, those that were used longest ago go first.
  FolderCacheStore(std::filesystem::path root, ports::Files& files, const ports::Clock& clock,
                   std::uint64_t allowance = kDefaultAllowance)
      : root_(std::move(root)), files_(files), clock_(clock), allowance_(allowance) {}

  [[nodiscard]] Result<std::optional<record::CacheHit>> find(const record::CacheScopes& scopes, std::string_view key,
                                                             const std::vector<std::string>& restore_keys,
                                                             std::string_view version) override;
  [[nodiscard]] Result<void> note_use(const record::CacheHit& hit) override;
  [[nodiscard]] Result<void> discard(const record::CacheHit& hit) override;
  [[nodiscard]] Result<std::unique_ptr<record::CacheDraft>> reserve(const record::CacheScopes& scopes,
                                                                    std::string_view key,
                                                                    std::string_view version) override;
  [[nodiscard]] Result<record::Removed> tidy(bool is_rehearsal) override;

 private:
  struct Entry;
  class Draft;

  /// Newest first. What cannot be read is left out, and is removed by `tidy_folder`.
  [[nodiscard]] Result<std::vector<Entry>> entries(const std::filesystem::path& folder) const;
  [[nodiscard]] Result<void> keep_within_allowance(const std::filesystem::path& folder, bool is_rehearsal,
                                                   record::Removed& removed);
  [[nodiscard]] Result<void> tidy_folder(const std::filesystem::path& folder, bool is_rehearsal,
                                         record::Removed& removed);

  std::filesystem::path root_;
  ports::Files& files_;
  const ports::Clock& clock_;
  std::uint64_t allowance_;
};

}  // namespace ropewalk::store
