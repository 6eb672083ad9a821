#include "app/run_note.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/hash.h"
#include "base/json.h"
#include "engine/job/job_folders.h"

namespace ropewalk::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kNameBytes = 8;

/// No note is anywhere near as long.
constexpr std::uint64_t kLongestNote = 1U << 20U;

/// GitHub's tracking ids are `github_` and a UUID. All of a run's share the first three of the UUID's five groups.
constexpr std::string_view kMarkStart = "github_";
constexpr std::size_t kSharedPart = 19;

constexpr std::string_view kWork = "work";

bool is_of_note(const fs::path& folder, const RunNote& note) {
  if (!folder.is_absolute() || folder.lexically_normal() != folder) {
    return false;
  }
  const std::string own = folder.filename().string();
  return own.ends_with("-" + note.name) || (own == note.place && folder.parent_path().filename() == kWork);
}

/// `<repository>-<number>`.
bool is_place(std::string_view text) {
  const std::size_t dash = text.rfind('-');
  return dash != std::string_view::npos && dash > 0 && dash + 1 < text.size() &&
         text.find_first_not_of("0123456789", dash + 1) == std::string_view::npos;
}

bool is_name(std::string_view text) {
  return text.size() == 2 * kNameBytes && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

RunNote make_run_note(ports::Random& random) {
  return {.place = {},
          .name = to_hex(random.bytes(kNameBytes)),
          .mark = std::string(kMarkStart) + ports::make_uuid(random).substr(0, kSharedPart),
          .folders = {},
          .runs = {}};
}

std::string place_name(std::string_view repository, int number) {
  return fmt::format("{}-{}", engine::folder_name(repository.substr(repository.find('/') + 1)), number);
}

fs::path notes_folder(const Folders& folders) { return folders.state / "running"; }

fs::path note_file(const Folders& folders, const RunNote& note) {
  return notes_folder(folders) / fmt::format("{}.json", note.place);
}

fs::path work_folder(const Folders& folders, const RunNote& note) { return folders.cache / kWork / note.place; }

std::string to_text(const RunNote& note) {
  json::array paths;
  for (const fs::path& folder : note.folders) {
    paths.emplace_back(folder.string());
  }
  json::array runs;
  for (const RunId& run : note.runs) {
    runs.emplace_back(run.text());
  }
  return to_json_text(json::object{{"name", note.name},
                                   {"mark", note.mark},
                                   {"folders", std::move(paths)},
                                   {"runs", std::move(runs)},
                                   {"process", note.process}}) +
         "\n";
}

Result<RunNote> read_run_note(std::string_view text, const fs::path& file) {
  const auto value = parse_json(text, file.string());
  if (!value) {
    return fail(value.error());
  }
  const auto invalid = [&](std::string_view what) {
    return fail(ErrorKind::kInvalid, fmt::format("{}: {}", file.string(), what));
  };
  const json::object* object = value->if_object();
  const json::value* folders = object == nullptr ? nullptr : object->if_contains("folders");
  const json::value* runs = object == nullptr ? nullptr : object->if_contains("runs");
  if (folders == nullptr || !folders->is_array() || runs == nullptr || !runs->is_array()) {
    return invalid("it is not the note of a run");
  }
  RunNote note{.place = file.stem().string(),
               .name = std::string(string_member(*object, "name")),
               .mark = std::string(string_member(*object, "mark")),
               .folders = {},
               .runs = {}};
  if (const json::value* process = object->if_contains("process"); process != nullptr && process->is_int64()) {
    note.process = static_cast<int>(process->get_int64());
  }
  if (!is_place(note.place) || !is_name(note.name)) {
    return invalid("it does not say which folders are its own");
  }
  if (!note.mark.starts_with(kMarkStart) || note.mark.size() != kMarkStart.size() + kSharedPart) {
    return invalid("it does not say which processes are its own");
  }
  for (const json::value& folder : folders->get_array()) {
    if (!folder.is_string() || !is_of_note(std::string(folder.get_string()), note)) {
      return invalid("it names a folder that is not its own");
    }
    note.folders.emplace_back(std::string(folder.get_string()));
  }
  for (const json::value& run : runs->get_array()) {
    if (run.is_string()) {
      note.runs.emplace_back(std::string(run.get_string()));
    }
  }
  return note;
}

Result<RunNote> read_note(const ports::Files& files, const fs::path& file) {
  const auto text = files.read_regular(file, kLongestNote, ports::Links::kRefuse);
  return text ? read_run_note(*text, file) : fail(text.error());
}

}  // namespace ropewalk::app
