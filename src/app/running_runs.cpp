#include "app/running_runs.h"

#include "app/run_note.h"

namespace ropewalk::app {

std::set<RunId> running_runs(const Folders& folders, ports::Files& files) {
  std::set<RunId> running;
  const auto folder = notes_folder(folders);
  const auto notes =
      files.type(folder) == ports::FileType::kDirectory ? files.list(folder) : Result<std::vector<ports::FileEntry>>();
  if (!notes) {
    return running;
  }
  for (const ports::FileEntry& entry : *notes) {
    const auto file = folder / entry.path;
    if (entry.type != ports::FileType::kFile || file.extension() != ".json") {
      continue;
    }
    if (const auto lock = files.try_lock(file, ports::MissingFile::kLeave); lock && *lock != nullptr) {
      continue;  // nobody's: its process is gone
    }
    if (const auto note = read_note(files, file)) {
      running.insert(note->runs.begin(), note->runs.end());
    }
  }
  return running;
}

}  // namespace ropewalk::app
