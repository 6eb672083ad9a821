// The folders of jobs that failed, kept for a look: until the next run of the repository takes their place, or for some
// days. What their failed steps ran with lies beside them, without secrets.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/folders.h"
#include "engine/engine.h"
#include "record/event.h"

namespace ropewalk::app {

/// How long they stay at most.
inline constexpr std::chrono::days kFailedJobsStay{7};

/// A variable of a failed step. Where its value held secrets they are named in their places, as `${{ secrets.X }}`.
struct KeptVariable {
  std::string name;
  std::string value;
  std::vector<std::string> secrets = {};
};

/// A failed job as it was left.
struct KeptJob {
  JobId job;
  std::string job_name;
  int step = 0;
  std::string step_name;
  /// The script on disk; empty for an action.
  std::filesystem::path script;
  std::vector<std::string> arguments;
  std::filesystem::path working_directory;
  std::vector<KeptVariable> environment;
};

/// Writes what a shell needs into the job's folder. Secrets are replaced by their names, and hidden where `mask` knows
/// of more. Errors: those of the file system.
[[nodiscard]] Result<void> keep_job(const engine::FailedStep& step,
                                    const std::vector<std::pair<std::string, std::string>>& secrets,
                                    const std::function<std::string(std::string_view)>& mask, ports::Files& files);

/// The folders of one `ropewalk run` whose jobs have failed.
struct KeptPlace {
  std::string place;
  std::filesystem::path work;
  std::vector<RunId> runs;
  record::Time since;
};

[[nodiscard]] std::filesystem::path kept_file(const Folders& folders, std::string_view place);
[[nodiscard]] Result<void> note_kept_place(const Folders& folders, const KeptPlace& place, ports::Files& files);
/// All of them, by name.
[[nodiscard]] std::vector<KeptPlace> kept_places(const Folders& folders, ports::Files& files);

/// Held while somebody looks at a place: it is then not removed, and no run takes it. Null while another holds it.
[[nodiscard]] std::unique_ptr<ports::FileLock> hold_kept_place(const Folders& folders, std::string_view place,
                                                               ports::Files& files);

/// Removes places that are older than `age`, unless somebody looks at them; the folders that went, or would.
[[nodiscard]] std::vector<std::filesystem::path> remove_kept_places(const Folders& folders, record::Time now,
                                                                    std::chrono::days age, bool is_rehearsal,
                                                                    ports::Files& files);

/// The failed jobs of a run that are kept, in the order of their folders.
[[nodiscard]] std::vector<KeptJob> kept_jobs(const KeptPlace& place, ports::Files& files);

}  // namespace ropewalk::app
