#include "app/find_workflows.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "base/strings.h"

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
    const path given = place_.base / word;
    switch (files_.type_followed(given)) {
      case FileType::kFile:
      case FileType::kOther: add(given); return {};
      case FileType::kDirectory: return add_named_folder(given, word);
      case FileType::kMissing:
      case FileType::kSymlink: break;
    }
    for (const std::string_view extension : {"", ".yml", ".yaml"}) {
      const path candidate = home_ / fmt::format("{}{}", word, extension);
      if (files_.type_followed(candidate) == FileType::kFile) {
        add(candidate);
        return {};
      }
    }
    return fail(ErrorKind::kNotFound, fmt::format("no workflow '{}'", word), hint_for(word));
  }

  std::vector<WorkflowPath> take() { return std::move(found_); }

 private:
  [[nodiscard]] std::string name_of(const path& file) const {
    const path relative = file.lexically_normal().lexically_relative(place_.top.lexically_normal());
    const bool is_below = !relative.empty() && *relative.begin() != "..";
    return is_below ? relative.generic_string() : file.generic_string();
  }

  void add(const path& file) {
    WorkflowPath item{file.lexically_normal(), name_of(file)};
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
      if (is_workflow_name(file) && files_.type_followed(file) == FileType::kFile) {
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
    return fail(ErrorKind::kNotFound, fmt::format("no workflow in the folder '{}'", word),
                "a workflow is a .yml or .yaml file");
  }

  [[nodiscard]] std::string hint_for(const std::string& word) const {
    auto entries = files_.list(home_);
    if (!entries) {
      return fmt::format("{} is no file or folder, and {} is not there", word, home_.string());
    }
    std::vector<std::string> names;
    for (const auto& entry : *entries) {
      if (is_workflow_name(entry.path)) {
        names.push_back(entry.path.stem().string());
      }
    }
    const std::vector<std::string_view> candidates(names.begin(), names.end());
    const std::string_view near = nearest(path(word).stem().string(), candidates);
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
