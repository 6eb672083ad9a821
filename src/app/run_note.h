// What a running command leaves on disk about itself, for whoever comes after it was killed.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "app/folders.h"
#include "base/ids.h"
#include "base/result.h"
#include "ports/environment.h"
#include "ports/files.h"
#include "ports/random.h"

namespace ropewalk::app {

/// A file of `<state>/running` that its process holds locked; a note that nobody has locked is of a process that is
/// gone.
struct RunNote {
  /// `<repository>-<number>`: the file's stem, and the name of the folder of its jobs. While there is a note or a
  /// folder of that name, no other run takes it.
  std::string place;
  /// Part of the names of its other folders; random.
  std::string name;
  /// What the RUNNER_TRACKING_ID of all its processes starts with.
  std::string mark;
  /// Folders that go when the process has ended. Not all of them need exist.
  std::vector<std::filesystem::path> folders;
  std::vector<RunId> runs;
  /// The number of the process, for whoever wants to interrupt it; 0 when the note does not say.
  int process = 0;
};

/// A note with a new name and mark, without a place, folders and runs.
[[nodiscard]] RunNote make_run_note(ports::Random& random);

/// The name of a repository's place with this number. `repository` is `owner/name`; the place bears the name alone, as
/// on GitHub, because paths in it must be short enough for `#!` lines and sockets.
[[nodiscard]] std::string place_name(std::string_view repository, int number);

[[nodiscard]] std::filesystem::path notes_folder(const Folders& folders);
[[nodiscard]] std::filesystem::path note_file(const Folders& folders, const RunNote& note);

/// `<place>` below the cache: where the jobs of a run have their folders.
[[nodiscard]] std::filesystem::path work_folder(const Folders& folders, const RunNote& note);

[[nodiscard]] std::string to_text(const RunNote& note);
/// Errors: kInvalid for what no run of ours wrote: it must have a whole mark, and name folders that bear its
/// name or are its place.
[[nodiscard]] Result<RunNote> read_run_note(std::string_view text, const std::filesystem::path& file);
/// The note in a file. Errors: those too, and those of `Files::read_regular`.
[[nodiscard]] Result<RunNote> read_note(const ports::Files& files, const std::filesystem::path& file);

}  // namespace ropewalk::app
