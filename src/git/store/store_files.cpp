// Which files hold a repository's objects, so that it can be told later whether they are still the same.
#include <sys/stat.h>

#include <fmt/format.h>

#include <algorithm>

#include "git/store/git_object_store.h"

namespace ropewalk::git {
namespace {

namespace fs = std::filesystem;

/// A line for each file right below; whatever is done to one, its line changes.
void add_files(const fs::path& folder, std::vector<std::string>& lines) {
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    struct stat facts = {};
    if (::lstat(entry->path().c_str(), &facts) == 0 && !S_ISDIR(facts.st_mode)) {
      lines.push_back(fmt::format("{} {} {} {}.{:09} {}.{:09}", entry->path().string(), facts.st_ino, facts.st_size,
                                  facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec, facts.st_ctim.tv_sec,
                                  facts.st_ctim.tv_nsec));
    }
  }
}

bool holds_objects(const fs::path& folder) {
  const std::string name = folder.filename().string();
  return name == "pack" || (name.size() == 2 && name.find_first_not_of("0123456789abcdef") == std::string_view::npos);
}

}  // namespace

std::vector<std::string> GitObjectStore::files() const {
  std::vector<std::string> lines;
  for (const fs::path& objects : object_folders_) {
    std::error_code error;
    for (fs::directory_iterator entry(objects, error), end; !error && entry != end; entry.increment(error)) {
      if (holds_objects(entry->path())) {
        add_files(entry->path(), lines);
      }
    }
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

}  // namespace ropewalk::git
