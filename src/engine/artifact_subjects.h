// GITHUB_ARTIFACTS and GITHUB_ARTIFACTS_LIST: what a job's steps declare that they have made, by name and digest.
// (GitHub's CreateArtifactsFileCommand and ArtifactsListFileCommand.)
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"
#include "ports/environment.h"
#include "ports/files.h"

namespace ropewalk::engine {

/// Turns the files on where the user's own environment says so, as on a self-hosted runner; without it steps find both
/// and what they write is not read.
inline constexpr std::string_view kAllowArtifactsVariable = "ACTIONS_RUNNER_ALLOW_ARTIFACTS_FILE";

/// The declared subjects of one job. Safe for threads: background steps declare, too.
class ArtifactSubjects {
 public:
  struct Counts {
    int added = 0;
    int total = 0;
  };

  /// Takes what a step has written: a path (relative ones count from the workspace) or `file://PATH` a line,
  /// `REFERENCE@sha256:HEX` or `oci://…` with sha256, sha384 or sha512; `#` comments. Errors: kInvalid in GitHub's
  /// words, with the line's number; kInterrupted.
  [[nodiscard]] Result<Counts> declare(std::string_view text, const std::filesystem::path& workspace,
                                       const ports::Files& files, std::stop_token stop);

  /// `{"version":1,"subjects":[{"name":…,"digest":…,"kind":"file"|"oci"}]}`, by name.
  [[nodiscard]] std::string list() const;

 private:
  struct Subject {
    std::string digest;
    bool is_image = false;
  };
  struct Named {
    std::string name;
    Subject subject;
  };

  [[nodiscard]] static Result<Named> read_line(std::string_view line, const std::filesystem::path& workspace,
                                               const ports::Files& files, std::stop_token stop);
  [[nodiscard]] static Result<Named> read_file(std::string_view path, const std::filesystem::path& workspace,
                                               const ports::Files& files, std::stop_token stop);

  mutable std::mutex mutex_;
  std::map<std::string, Subject> subjects_;
};

/// Null where they are not turned on.
[[nodiscard]] std::shared_ptr<ArtifactSubjects> make_artifact_subjects(const ports::Environment& machine);

}  // namespace ropewalk::engine
