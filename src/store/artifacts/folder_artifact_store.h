// Artifacts as zip files in a folder: `<root>/<run>/<name>.zip`, and beside each a JSON file that says what is in it.
#pragma once

#include <filesystem>
#include <mutex>
#include <set>
#include <string>

#include "ports/clock.h"
#include "ports/files.h"
#include "record/store.h"

namespace ropewalk::store {

/// Shared by all jobs of a process. An artifact is there when its JSON file is. Names follow GitHub's rule: not empty,
/// none of `" : < > | * ? \ /` and no line break.
class FolderArtifactStore final : public record::ArtifactStore {
 public:
  FolderArtifactStore(std::filesystem::path root, ports::Files& files, const ports::Clock& clock)
      : root_(std::move(root)), files_(files), clock_(clock) {}

  [[nodiscard]] Result<std::unique_ptr<record::ArtifactDraft>> reserve(const RunId& run, std::string_view name,
                                                                       bool overwrite,
                                                                       std::chrono::days retention) override;
  [[nodiscard]] Result<std::vector<record::Artifact>> list(const RunId& run) override;
  [[nodiscard]] Result<std::filesystem::path> open(const record::Artifact& artifact) override;
  [[nodiscard]] Result<record::Removed> remove(const RunId& run) override;
  [[nodiscard]] Result<record::Removed> tidy(bool is_rehearsal) override;

 private:
  class Draft;

  [[nodiscard]] std::filesystem::path folder_of(const RunId& run) const { return root_ / run.text(); }
  /// Expired ones too.
  [[nodiscard]] Result<std::vector<record::Artifact>> list_all(const RunId& run);
  [[nodiscard]] Result<void> remove_one(const record::Artifact& artifact, record::Removed& removed);

  std::filesystem::path root_;
  ports::Files& files_;
  const ports::Clock& clock_;
  /// Guards the names: held for moments only.
  std::mutex mutex_;
  /// Names that are being uploaded, with their runs.
  std::set<std::string> reserved_;
};

}  // namespace ropewalk::store
