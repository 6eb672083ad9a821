// Files on their way into a store, and what is left of them when a process is killed.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "ports/clock.h"
#include "ports/files.h"
#include "record/store.h"

namespace ropewalk::store {

/// A name in a folder that nobody else takes, for a file that its process removes or renames. The file is removed at
/// the end, if it is still there.
class DraftFile {
 public:
  DraftFile(ports::Files& files, const std::filesystem::path& folder, std::string_view name);
  ~DraftFile();
  DraftFile(const DraftFile&) = delete;
  DraftFile& operator=(const DraftFile&) = delete;

  [[nodiscard]] const std::filesystem::path& file() const { return file_; }
  /// Puts it where it belongs, for good: it is on the disk before it has the name. Errors: kInterrupted.
  [[nodiscard]] Result<void> move_to(const std::filesystem::path& place, const std::stop_token& stop);

 private:
  ports::Files& files_;
  std::filesystem::path file_;
};

/// Removes the drafts in a folder whose processes are gone; with `is_rehearsal` only counts them.
void remove_abandoned_drafts(ports::Files& files, const ports::Clock& clock, const std::filesystem::path& folder,
                             bool is_rehearsal, record::Removed& removed);

/// A folder that only its user may look into (mode 0700). One that is there is left as it is.
[[nodiscard]] Result<void> make_private_folder(ports::Files& files, const std::filesystem::path& folder);

}  // namespace ropewalk::store
