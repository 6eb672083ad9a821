#include "app/failures/kept_jobs.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/json.h"
#include "base/rfc3339.h"
#include "base/strings.h"

namespace ropewalk::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFolder = "_failed";
constexpr std::string_view kStepFile = "step.json";
constexpr std::uint64_t kLongestFile = 16U << 20U;
/// Files of the step that are gone with it: a shell gets new ones.
constexpr std::array<std::string_view, 5> kStepFiles{"GITHUB_ENV", "GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STATE",
                                                     "GITHUB_STEP_SUMMARY"};

json::array array_of(const std::vector<std::string>& texts) {
  json::array array;
  for (const std::string& text : texts) {
    array.emplace_back(text);
  }
  return array;
}

json::object to_json(const KeptVariable& variable) {
  json::object object{{"name", variable.name}, {"value", variable.value}};
  if (!variable.secrets.empty()) {
    object["secrets"] = array_of(variable.secrets);
  }
  return object;
}

KeptVariable without_secrets(const std::string& name, std::string value,
                             const std::vector<std::pair<std::string, std::string>>& secrets,
                             const std::function<std::string(std::string_view)>& mask) {
  KeptVariable kept{.name = name, .value = {}};
  for (const auto& [secret, text] : secrets) {
    if (!text.empty() && value.find(text) != std::string::npos) {
      value = replace_all(value, text, fmt::format("${{{{ secrets.{} }}}}", secret));
      kept.secrets.push_back(secret);
    }
  }
  kept.value = mask(value);
  if (kept.value != value && kept.secrets.empty()) {
    kept.secrets.emplace_back();  // one that has no name, of add-mask or the run's token
  }
  return kept;
}

std::vector<std::string> texts_of(const json::object& object, std::string_view key) {
  std::vector<std::string> texts;
  const json::value* values = object.if_contains(key);
  for (const json::value& value : values != nullptr && values->is_array() ? values->get_array() : json::array()) {
    if (value.is_string()) {
      texts.emplace_back(std::string(value.get_string()));
    }
  }
  return texts;
}

std::optional<KeptJob> read_job(const fs::path& file, ports::Files& files) {
  const auto text = files.read_regular(file, kLongestFile, ports::Links::kRefuse);
  const auto value = text ? parse_json(*text, file.string()) : Result<json::value>(tl::unexpected(text.error()));
  if (!value || !value->is_object()) {
    return std::nullopt;
  }
  const json::object& object = value->get_object();
  KeptJob job{.job = JobId(std::string(string_member(object, "job"))),
              .job_name = std::string(string_member(object, "job_name")),
              .step = 0,
              .step_name = std::string(string_member(object, "step_name")),
              .script = std::string(string_member(object, "script")),
              .arguments = texts_of(object, "arguments"),
              .working_directory = std::string(string_member(object, "working_directory")),
              .environment = {}};
  if (const json::value* step = object.if_contains("step"); step != nullptr && step->is_int64()) {
    job.step = static_cast<int>(step->get_int64());
  }
  const json::value* environment = object.if_contains("environment");
  for (const json::value& entry :
       environment != nullptr && environment->is_array() ? environment->get_array() : json::array()) {
    if (const json::object* variable = entry.if_object()) {
      job.environment.push_back({.name = std::string(string_member(*variable, "name")),
                                 .value = std::string(string_member(*variable, "value")),
                                 .secrets = texts_of(*variable, "secrets")});
    }
  }
  return job;
}

fs::path kept_folder(const Folders& folders) { return folders.state / "kept"; }

}  // namespace

Result<void> keep_job(const engine::FailedStep& step, const std::vector<std::pair<std::string, std::string>>& secrets,
                      const std::function<std::string(std::string_view)>& mask, ports::Files& files) {
  const fs::path folder = step.folders.root / kFolder;
  if (auto made = files.make_private_directory(folder); !made) {
    return made;
  }
  std::vector<std::string> arguments = step.arguments;
  fs::path script;
  if (!step.script.empty() && !arguments.empty()) {
    script = folder / fmt::format("step{}", fs::path(arguments.back()).extension().string());
    arguments.back() = script.string();
    if (auto written = files.write_quick(script, mask(step.script)); !written) {
      return written;
    }
  }
  json::array environment;
  for (const auto& [name, value] : step.environment) {
    KeptVariable kept = without_secrets(name, value, secrets, mask);
    if (std::ranges::find(kStepFiles, name) != kStepFiles.end()) {
      const fs::path own = folder / to_lower(name);
      if (auto written = files.write_quick(own, ""); !written) {
        return written;
      }
      kept.value = own.string();
    }
    environment.push_back(to_json(kept));
  }
  json::array words;
  for (const std::string& argument : arguments) {
    words.emplace_back(mask(argument));
  }
  const json::object object{{"job", step.job.text()},
                            {"job_name", mask(step.job_name)},
                            {"step", step.number},
                            {"step_name", mask(step.name)},
                            {"script", script.string()},
                            {"arguments", std::move(words)},
                            {"working_directory", step.working_directory.string()},
                            {"environment", std::move(environment)}};
  return files.write_quick(folder / kStepFile, to_json_text(object) + "\n");
}

fs::path kept_file(const Folders& folders, std::string_view place) {
  return kept_folder(folders) / fmt::format("{}.json", place);
}

Result<void> note_kept_place(const Folders& folders, const KeptPlace& place, ports::Files& files) {
  json::array runs;
  for (const RunId& run : place.runs) {
    runs.emplace_back(run.text());
  }
  const json::object object{
      {"work", place.work.string()}, {"since", to_rfc3339(place.since)}, {"runs", std::move(runs)}};
  return files.write(kept_file(folders, place.place), to_json_text(object) + "\n");
}

std::vector<KeptPlace> kept_places(const Folders& folders, ports::Files& files) {
  std::vector<KeptPlace> places;
  const fs::path folder = kept_folder(folders);
  const auto entries =
      files.type(folder) == ports::FileType::kDirectory ? files.list(folder) : Result<std::vector<ports::FileEntry>>();
  for (const ports::FileEntry& entry : entries ? *entries : std::vector<ports::FileEntry>()) {
    const auto text = entry.path.extension() == ".json"
                          ? files.read_regular(folder / entry.path, kLongestFile, ports::Links::kRefuse)
                          : Result<std::string>(std::string());
    const auto value =
        text ? parse_json(*text, entry.path.string()) : Result<json::value>(tl::unexpected(text.error()));
    if (!value || !value->is_object()) {
      continue;
    }
    KeptPlace place{.place = entry.path.stem().string(),
                    .work = std::string(string_member(value->get_object(), "work")),
                    .runs = {},
                    .since = {}};
    for (std::string& run : texts_of(value->get_object(), "runs")) {
      place.runs.emplace_back(std::move(run));
    }
    const auto since = parse_rfc3339(string_member(value->get_object(), "since"));
    // What is removed by this note can only be a folder for jobs.
    if (since && place.work == folders.cache / "work" / place.place) {
      place.since = *since;
      places.push_back(std::move(place));
    }
  }
  return places;
}

std::unique_ptr<ports::FileLock> hold_kept_place(const Folders& folders, std::string_view place, ports::Files& files) {
  auto lock = files.try_lock(kept_file(folders, place), ports::MissingFile::kLeave);
  return lock ? std::move(*lock) : nullptr;
}

std::vector<fs::path> remove_kept_places(const Folders& folders, record::Time now, std::chrono::days age,
                                         bool is_rehearsal, ports::Files& files) {
  std::vector<fs::path> removed;
  for (const KeptPlace& place : kept_places(folders, files)) {
    if (now - place.since < age) {
      continue;
    }
    const auto lock = hold_kept_place(folders, place.place, files);
    if (lock == nullptr) {
      continue;
    }
    if (!is_rehearsal && !files.remove_all(place.work)) {
      continue;
    }
    removed.push_back(place.work);
    if (!is_rehearsal) {
      static_cast<void>(files.remove_all(kept_file(folders, place.place)));
    }
  }
  return removed;
}

std::vector<KeptJob> kept_jobs(const KeptPlace& place, ports::Files& files) {
  std::vector<KeptJob> jobs;
  const auto entries = files.list(place.work);
  for (const ports::FileEntry& entry : entries ? *entries : std::vector<ports::FileEntry>()) {
    const fs::path file = place.work / entry.path / kFolder / kStepFile;
    if (files.type(file) == ports::FileType::kFile) {
      if (auto job = read_job(file, files)) {
        jobs.push_back(std::move(*job));
      }
    }
  }
  return jobs;
}

}  // namespace ropewalk::app
