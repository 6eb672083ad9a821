#include "app/running_runs.h"

#include "app/run_note.h"

namespace ropewalk::app {

std::map<RunId, int> running_processes(const Folders& folders, ports::Files& files) {
  std::map<RunId, int> running;
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
      for (const RunId& run : note->runs) {
        running.emplace(run, note->process);
      }
    }
  }
  return running;
}

std::set<RunId> running_runs(const Folders& folders, ports::Files& files) {
  std::set<RunId> running;
  for (const auto& [run, process] : running_processes(folders, files)) {
    running.insert(run);
  }
  return running;
}

}  // namespace ropewalk::app
