#include "app/find_workflows.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "app/read_source.h"
#include "base/strings.h"
#include "plan/event_table.h"
#include "workflow/reader.h"
#include "workflow/written_name.h"

namespace ropewalk::app {
namespace {

using ports::FileType;
using std::filesystem::path;

constexpr std::string_view kFolder = ".github/workflows";

bool is_workflow_name(const path& file) { return file.extension() == ".yml" || file.extension() == ".yaml"; }

class Finder {
 public:
  Finder(const ports::Files& files, const Place& place) : files_(files), place_(place), home_(place.top / kFolder) {}

  Result<void> add_all() {
    if (files_.type_followed(home_) == FileType::kDirectory) {
      if (auto added = add_folder(home_); !added) {
        return added;
      }
    }
    if (!found_.empty()) {
      return {};
    }
    return fail(ErrorKind::kNotFound, fmt::format("no workflow in {}", home_.string()),
                "a workflow is a .yml or .yaml file in .github/workflows; a file elsewhere can be named: "
                "ropewalk run path/to/file.yml");
  }

  Result<void> add_word(const std::string& word) {
    if (word.find('/') != std::string::npos) {
      return add_path(word);
    }
    if (is_workflow_name(word) && add_file(place_.base / word)) {
      return {};
    }
    if (auto added = add_one_of(word, "files are called", files_called(home_, word)); !added || *added) {
      return as_void(added);
    }
    if (auto added = add_one_of(word, "workflows have the name", files_with_name(word)); !added || *added) {
      return as_void(added);
    }
    if (add_file(place_.base / word)) {
      return {};
    }
    if (files_.type_followed(place_.base / word) == FileType::kDirectory) {
      return add_named_folder(place_.base / word, word);
    }
    return fail(ErrorKind::kUsage, fmt::format("no workflow '{}'", word), hint_for(word));
  }

  std::vector<WorkflowPath> take() { return std::move(found_); }

 private:
  static Result<void> as_void(const Result<bool>& added) { return added ? Result<void>() : fail(added.error()); }

  /// A path counts from the base; messages name files from the top, so that is taken too.
  Result<void> add_path(const std::string& word) {
    for (const path& from : {place_.base, place_.top}) {
      if (add_file(from / word)) {
        return {};
      }
      if (files_.type_followed(from / word) == FileType::kDirectory) {
        return add_named_folder(from / word, word);
      }
      const path given = from / word;
      auto added = add_one_of(word, "files are called", files_called(given.parent_path(), given.filename().string()));
      if (!added || *added) {
        return as_void(added);
      }
    }
    return fail(ErrorKind::kUsage, fmt::format("no workflow '{}'", word), hint_for(word));
  }

  /// False when there is no such file.
  bool add_file(const path& file) {
    const FileType type = files_.type_followed(file);
    const bool is_there = type == FileType::kFile || type == FileType::kOther;
    if (is_there) {
      add(file, true);
    }
    return is_there;
  }

  /// The one file that a word means; false when it means none. Errors: kUsage for several.
  Result<bool> add_one_of(const std::string& word, std::string_view what, const std::vector<path>& candidates) {
    if (candidates.size() > 1) {
      std::vector<std::string> names;
      for (const path& file : candidates) {
        names.push_back(name_of(file));
      }
      return fail(ErrorKind::kUsage, fmt::format("{} {} '{}'", candidates.size(), what, word),
                  fmt::format("name one of the files: {}", join(names, ", ")));
    }
    return !candidates.empty() && add_file(candidates.front());
  }

  /// The file of that very name, else those that have it without their extension.
  [[nodiscard]] std::vector<path> files_called(const path& folder, const std::string& word) const {
    std::vector<path> found;
    for (const std::string_view extension : {"", ".yml", ".yaml"}) {
      path candidate = folder / fmt::format("{}{}", word, extension);
      if (!is_workflow_name(candidate) || files_.type_followed(candidate) != FileType::kFile) {
        continue;
      }
      found.push_back(std::move(candidate));
      if (extension.empty()) {
        break;
      }
    }
    return found;
  }

  /// The workflows whose `name:` it is; where none has it so, those that have it in other letters.
  std::vector<path> files_with_name(std::string_view word) {
    std::vector<path> exact;
    std::vector<path> similar;
    for (const auto& [file, name] : names()) {
      if (name == word) {
        exact.push_back(file);
      } else if (equals_ignoring_case(name, word)) {
        similar.push_back(file);
      }
    }
    return exact.empty() ? similar : exact;
  }

  /// The files under `.github/workflows` with their `name:`, read at the first question.
  const std::vector<std::pair<path, std::string>>& names() {
    if (names_) {
      return *names_;
    }
    names_.emplace();
    const auto entries = files_.list(home_);
    if (!entries) {
      return *names_;
    }
    for (const auto& entry : *entries) {
      const path file = home_ / entry.path;
      if (!is_workflow_name(file) || files_.type_followed(file) != FileType::kFile) {
        continue;
      }
      const auto source = read_source(files_, {file, name_of(file)});
      if (auto name = source ? workflow::written_name(*source) : std::nullopt) {
        names_->emplace_back(file, std::move(*name));
      }
    }
    return *names_;
  }

  [[nodiscard]] std::string name_of(const path& file) const {
    const path relative = file.lexically_normal().lexically_relative(place_.top.lexically_normal());
    const bool is_below = !relative.empty() && *relative.begin() != "..";
    return is_below ? relative.generic_string() : file.generic_string();
  }

  void add(const path& file, bool is_named = false) {
    WorkflowPath item{file.lexically_normal(), name_of(file), is_named};
    const auto is_same = [&](const WorkflowPath& other) { return other.path == item.path; };
    if (std::none_of(found_.begin(), found_.end(), is_same)) {
      found_.push_back(std::move(item));
    }
  }

  Result<void> add_folder(const path& folder) {
    auto entries = files_.list(folder);
    if (!entries) {
      return fail(std::move(entries.error()));
    }
    for (const auto& entry : *entries) {
      const path file = folder / entry.path;
      // What is no file after all (a link to nothing, a pipe) is told when it is read.
      if (is_workflow_name(file) && files_.type_followed(file) != FileType::kDirectory) {
        add(file);
      }
    }
    return {};
  }

  Result<void> add_named_folder(const path& folder, const std::string& word) {
    const std::size_t before = found_.size();
    if (auto added = add_folder(folder); !added) {
      return added;
    }
    if (found_.size() > before) {
      return {};
    }
    return fail(ErrorKind::kUsage, fmt::format("no workflow in the folder '{}'", word),
                "a workflow is a .yml or .yaml file");
  }

  /// The first workflow that has a job of this id; empty when none has.
  [[nodiscard]] std::string file_with_job(std::string_view word) const {
    const auto entries = files_.list(home_);
    for (const auto& entry : entries ? *entries : std::vector<ports::FileEntry>()) {
      const auto source =
          is_workflow_name(entry.path)
              ? read_source(files_, {home_ / entry.path, entry.path.string()})
              : Result<SourceFilePtr>(tl::unexpected(Error{ErrorKind::kNotFound, "not a workflow", {}, {}}));
      const auto read = source ? workflow::read_workflow(*source) : workflow::ReadWorkflowResult();
      if (read.workflow != nullptr && std::ranges::any_of(read.workflow->jobs, [&](const workflow::Job& job) {
            return equals_ignoring_case(job.id, word);
          })) {
        return entry.path.string();
      }
    }
    return {};
  }

  [[nodiscard]] std::string hint_for(const std::string& word) {
    auto entries = files_.list(home_);
    if (!entries) {
      return fmt::format("{} is not a file or folder, and {} does not exist", word, home_.string());
    }
    std::vector<std::string> names;
    for (const auto& entry : *entries) {
      if (is_workflow_name(entry.path)) {
        names.push_back(entry.path.stem().string());
      }
    }
    std::vector<std::string_view> candidates(names.begin(), names.end());
    for (const auto& [file, name] : this->names()) {
      candidates.push_back(name);
    }
    std::string_view near = nearest(is_workflow_name(word) ? path(word).stem().string() : word, candidates);
    if (plan::find_event(word) != nullptr) {
      return fmt::format("'{}' is an event: `--event {}` plans for it", word, word);
    }
    if (const std::string file = file_with_job(word); !file.empty()) {
      return fmt::format("a job of {} is called so: --job {}", file, word);
    }
    if (!near.empty()) {
      return fmt::format("did you mean '{}'?", near);
    }
    return names.empty() ? fmt::format("{} holds no workflow", kFolder)
                         : fmt::format("{} holds {}", kFolder, join(names, ", "));
  }

  const ports::Files& files_;
  const Place& place_;
  path home_;
  std::vector<WorkflowPath> found_;
  std::optional<std::vector<std::pair<path, std::string>>> names_;
};

}  // namespace

Result<std::vector<WorkflowPath>> find_workflows(const ports::Files& files, const Place& place,
                                                 const std::vector<std::string>& words) {
  Finder finder(files, place);
  if (words.empty()) {
    if (auto added = finder.add_all(); !added) {
      return fail(std::move(added.error()));
    }
  }
  for (const std::string& word : words) {
    if (auto added = finder.add_word(word); !added) {
      return fail(std::move(added.error()));
    }
  }
  return finder.take();
}

}  // namespace ropewalk::app
