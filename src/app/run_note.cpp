#include "app/run_note.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/hash.h"
#include "base/json.h"

namespace ropewalk::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kNameBytes = 8;

/// No note is anywhere near as long.
constexpr std::uint64_t kLongestNote = 1U << 20U;

/// GitHub's tracking ids are `github_` and a UUID. All of a run's share the first three of the UUID's five groups.
constexpr std::string_view kMarkStart = "github_";
constexpr std::size_t kSharedPart = 19;

bool is_of_note(const fs::path& folder, std::string_view name) {
  return folder.is_absolute() && folder.lexically_normal() == folder && folder.filename().string().ends_with(name);
}

}  // namespace

RunNote make_run_note(ports::Random& random) {
  return {.name = to_hex(random.bytes(kNameBytes)),
          .mark = std::string(kMarkStart) + ports::make_uuid(random).substr(0, kSharedPart),
          .folders = {},
          .runs = {}};
}

fs::path notes_folder(const Folders& folders) { return folders.state / "running"; }

fs::path note_file(const Folders& folders, const RunNote& note) {
  return notes_folder(folders) / fmt::format("{}.json", note.name);
}

fs::path work_folder(const Folders& folders, const RunNote& note) {
  return folders.cache / "work" / fmt::format("run-{}", note.name);
}

std::string to_text(const RunNote& note) {
  json::array paths;
  for (const fs::path& folder : note.folders) {
    paths.emplace_back(folder.string());
  }
  json::array runs;
  for (const RunId& run : note.runs) {
    runs.emplace_back(run.text());
  }
  return to_json_text(json::object{{"mark", note.mark}, {"folders", std::move(paths)}, {"runs", std::move(runs)}}) +
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
  RunNote note{
      .name = file.stem().string(), .mark = std::string(string_member(*object, "mark")), .folders = {}, .runs = {}};
  if (!note.mark.starts_with(kMarkStart) || note.mark.size() != kMarkStart.size() + kSharedPart) {
    return invalid("it does not say which processes are its own");
  }
  for (const json::value& folder : folders->get_array()) {
    if (!folder.is_string() || !is_of_note(std::string(folder.get_string()), note.name)) {
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
