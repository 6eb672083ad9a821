// The rule of actions/upload-artifact (its README, "Upload using Multiple Paths and Exclusions").
#include "actions/builtin/artifact/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "actions/builtin/artifact/names.h"
#include "actions/file_search.h"
#include "base/strings.h"

namespace ropewalk::actions::builtin {
namespace {

namespace fs = std::filesystem;

fs::path root_of(const FileSearch& search, const std::vector<fs::path>& files, StepHost& host) {
  if (search.search_paths.size() > 1) {
    host.log(Note::kText, "Multiple search paths detected. Calculating the least common ancestor of all paths");
    const fs::path root = least_common_ancestor(search.search_paths);
    host.log(
        Note::kText,
        fmt::format("The least common ancestor is {}. This will be the root directory of the artifact", root.string()));
    return root;
  }
  const fs::path start = search.search_paths.empty() ? host.paths().workspace : fs::path(search.search_paths.front());
  return files.size() == 1 && files.front() == start ? start.parent_path() : start;
}

}  // namespace

fs::path least_common_ancestor(const std::vector<std::string>& paths) {
  fs::path shared = paths.empty() ? fs::path("/") : fs::path(paths.front());
  for (const std::string& text : paths) {
    const fs::path path = text;
    fs::path together;
    for (auto a = shared.begin(), b = path.begin(); a != shared.end() && b != path.end() && *a == *b; ++a, ++b) {
      together /= *a;
    }
    shared = together;
  }
  return shared;
}

Result<ArtifactSelection> select_files(std::string_view patterns, bool includes_hidden, StepHost& host) {
  const Result<FileSearch> search = search_files(
      patterns, {.root = host.paths().workspace, .home = host.paths().home, .excludes_hidden = !includes_hidden},
      host.files(), host.stop());
  if (!search) {
    return fail(search.error());
  }
  std::vector<fs::path> files;
  std::set<std::string> seen;
  for (const FoundPath& found : search->found) {
    if (found.is_directory) {
      continue;
    }
    files.push_back(found.path);
    if (!seen.insert(to_lower(found.path.string())).second) {
      host.log(Note::kText, fmt::format("Uploads are case insensitive: {} was detected that it will be overwritten by "
                                        "another file with the same path",
                                        found.path.string()));
    }
  }
  ArtifactSelection selection;
  selection.root = root_of(*search, files, host);
  for (const fs::path& file : files) {
    const std::string name = file.lexically_relative(selection.root).string();
    if (const Result<void> checked = check_artifact_file_name(name); !checked) {
      return fail(checked.error());
    }
    const Result<fs::path> real = host.files().canonical(file);
    if (!real) {
      return fail(real.error());
    }
    selection.files.push_back({*real, name});
  }
  return selection;
}

}  // namespace ropewalk::actions::builtin
