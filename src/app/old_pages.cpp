#include "app/old_pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace ropewalk::app {
namespace {

constexpr std::string_view kBefore = "run-";

std::filesystem::path pages_folder(const Folders& folders) { return folders.cache / "pages"; }

/// Whether the store knows nothing of it; a run of another id that begins the same is none.
bool is_gone(record::RunStore& runs, const RunId& run) {
  const auto found = runs.find_run(run.text(), "");
  return found ? found->run != run : found.error().kind == ErrorKind::kNotFound;
}

}  // namespace

std::filesystem::path page_of_run(const Folders& folders, const RunId& run) {
  return pages_folder(folders) / fmt::format("{}{}.html", kBefore, run.text());
}

record::Removed remove_old_pages(const Folders& folders, record::RunStore& runs, const std::vector<RunId>& going,
                                 bool is_rehearsal, ports::Files& files) {
  record::Removed removed;
  const auto folder = pages_folder(folders);
  const auto entries =
      files.type(folder) == ports::FileType::kDirectory ? files.list(folder) : Result<std::vector<ports::FileEntry>>();
  for (const ports::FileEntry& entry : entries ? *entries : std::vector<ports::FileEntry>()) {
    const std::string stem = entry.path.stem().string();
    if (!stem.starts_with(kBefore) || entry.path.extension() != ".html") {
      continue;
    }
    const RunId run(stem.substr(kBefore.size()));
    if (std::find(going.begin(), going.end(), run) == going.end() && !is_gone(runs, run)) {
      continue;
    }
    const auto bytes = files.size(folder / entry.path);
    if (is_rehearsal || files.remove_all(folder / entry.path)) {
      ++removed.entries;
      removed.bytes += bytes ? *bytes : 0;
    }
  }
  return removed;
}

}  // namespace ropewalk::app
