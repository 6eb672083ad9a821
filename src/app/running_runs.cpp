#include "app/running_runs.h"

#include "app/run_note.h"

namespace ropewalk::app {

std::set<std::string> running_runs(const Folders& folders, ports::Files& files) {
  std::set<std::string> running;
  const auto folder = notes_folder(folders);
  const auto notes =
      files.type(folder) == ports::FileType::kDirectory ? files.list(folder) : Result<std::vector<ports::FileEntry>>();
  if (!notes) {
    return running;
  }
  for (const ports::FileEntry& entry : *notes) {
    const auto file = folder / entry.path;
    const auto note = read_note(files, file);
    const auto lock = files.try_lock(file, ports::MissingFile::kLeave);
    if (note && lock && *lock == nullptr) {
      for (const RunId& run : note->runs) {
        running.insert(run.text());
      }
    }
  }
  return running;
}

}  // namespace ropewalk::app
