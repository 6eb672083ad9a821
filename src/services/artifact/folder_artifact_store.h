// Artifacts as zip files in a folder: `<root>/<run>/<name>.zip`, and beside each a JSON file that says what is in it.
#pragma once

#include <filesystem>
#include <mutex>

#include "ports/archive.h"
#include "ports/clock.h"
#include "ports/files.h"
#include "record/store.h"

namespace ropewalk::services {

/// Shared by all jobs of a process. Names follow GitHub's rule: not empty, none of `" : < > | * ? \ /` and no line
/// break.
class FolderArtifactStore final : public record::ArtifactStore {
 public:
  FolderArtifactStore(std::filesystem::path root, ports::Files& files, ports::Archive& archive,
                      const ports::Clock& clock);

  [[nodiscard]] Result<record::Artifact> upload(const RunId& run, std::string_view name,
                                                const std::vector<record::ArtifactFile>& files, int compression_level,
                                                bool overwrite) override;
  [[nodiscard]] Result<std::vector<record::Artifact>> list(const RunId& run) override;
  [[nodiscard]] Result<void> download(const record::Artifact& artifact, const std::filesystem::path& folder) override;

 private:
  [[nodiscard]] std::filesystem::path folder_of(const RunId& run) const { return root_ / run.text(); }

  std::filesystem::path root_;
  ports::Files& files_;
  ports::Archive& archive_;
  const ports::Clock& clock_;
  std::mutex mutex_;
};

}  // namespace ropewalk::services
