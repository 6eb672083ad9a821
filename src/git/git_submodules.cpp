// Submodules in a workspace: the user's own working tree has their repositories, so nothing is fetched for those.
#include <fmt/format.h>

#include <map>

#include "base/hash.h"
#include "base/strings.h"
#include "git/config_text.h"
#include "git/git_repository.h"
#include "git/ownership.h"

namespace ropewalk::git {
namespace {

namespace fs = std::filesystem;

struct Submodule {
  std::string name;
  std::string path;
  std::string url;
};

/// What `.gitmodules` says (gitmodules(5)).
std::vector<Submodule> read_modules(std::string_view text) {
  std::map<std::string, Submodule> by_name;
  for (const ConfigEntry& entry : read_config(text)) {
    if (entry.section != "submodule" || entry.subsection.empty()) {
      continue;
    }
    Submodule& module = by_name[entry.subsection];
    module.name = entry.subsection;
    if (entry.key == "path") {
      module.path = entry.value;
    } else if (entry.key == "url") {
      module.url = entry.value;
    }
  }
  std::vector<Submodule> modules;
  for (auto& [name, module] : by_name) {
    if (!module.path.empty()) {
      modules.push_back(std::move(module));
    }
  }
  return modules;
}

/// A URL that counts from that of the repository around it.
std::string absolute_url(std::string url, std::string base) {
  bool is_relative = false;
  while (url.starts_with("./") || url.starts_with("../")) {
    is_relative = true;
    if (url.starts_with("../")) {
      base = base.substr(0, base.rfind('/'));
    }
    url = url.substr(url.find('/') + 1);
  }
  return is_relative ? fmt::format("{}/{}", base, url) : url;
}

}  // namespace

Result<ports::Snapshot> GitRepository::submodule_snapshot(GitRepository& nested, const fs::path& folder,
                                                          ports::SnapshotOf what, const std::stop_token& stop) {
  // Jobs ask at the same time; the first one makes it.
  const std::lock_guard lock(submodules_mutex_);
  if (const auto found = submodules_.find(folder); found != submodules_.end()) {
    return found->second;
  }
  Result<ports::Snapshot> made = nested.snapshot({.what = what}, folder, stop);
  if (made) {
    submodules_.emplace(folder, *made);
  }
  return made;
}

Result<void> GitRepository::fill_submodules(const ports::Snapshot& snapshot, const ports::CheckoutRequest& request,
                                            const GitFolder& workspace, const std::stop_token& stop) {
  const Result<std::string> text = files_.read(workspace.top / ".gitmodules");
  const std::vector<Submodule> modules = read_modules(text.value_or(""));
  if (modules.empty()) {
    return {};
  }
  std::vector<std::string> words{"ls-files", "--stage", "-z", "--"};
  for (const Submodule& module : modules) {
    words.push_back(":(literal)" + module.path);
  }
  const Result<std::string> listed = git_.run(workspace, Settings::kNone, words, {.stop = stop});
  if (!listed) {
    return fail(listed.error());
  }
  // `160000 COMMIT 0<tab>PATH` for each.
  std::map<std::string, std::string, std::less<>> commits;
  for (const std::string_view record : split(*listed, '\0')) {
    const std::size_t tab = record.find('\t');
    const std::vector<std::string_view> fields = split(record.substr(0, tab), ' ');
    if (tab != record.npos && fields.size() == 3 && fields[0] == "160000") {
      commits.emplace(record.substr(tab + 1), fields[1]);
    }
  }
  for (const Submodule& module : modules) {
    const auto commit = commits.find(module.path);
    const std::optional<GitFolder> found = find_git_folder(files_, folder_.top / module.path);
    const bool is_here = commit != commits.end() && found && found->top == folder_.top / module.path;
    if (!is_here || !is_own(*found, environment_)) {
      continue;
    }
    GitRepository nested(*found, process_, files_, environment_);
    const Result<ports::Head> head = nested.head();
    if (!head || head->commit.empty() || !nested.resolve(commit->second)) {
      continue;
    }
    const fs::path folder = snapshot.git_directory / "modules" / to_hex(sha256(module.path)).substr(0, 16);
    const Result<ports::Snapshot> taken = submodule_snapshot(nested, folder, snapshot.what, stop);
    if (!taken) {
      return fail(taken.error());
    }
    const std::string url = absolute_url(module.url, request.remote_url);
    // Its working tree as it stands, where the commit is the one that is recorded.
    const Result<void> filled =
        nested.checkout(*taken,
                        {.workspace = workspace.top / module.path,
                         .commit = head->commit == commit->second ? taken->commit : commit->second,
                         .remote_url = url,
                         .depth = request.depth,
                         .keeps_files = request.keeps_files,
                         .submodules = request.submodules == ports::Submodules::kAll ? ports::Submodules::kAll
                                                                                     : ports::Submodules::kNone},
                        stop);
    if (!filled) {
      return filled;
    }
    const std::string registered =
        fmt::format("[submodule {}]\n\tactive = true\n\turl = {}\n", quote_config(module.name), quote_config(url));
    if (Result<void> written = files_.append(workspace.git / "config", registered); !written) {
      return written;
    }
  }
  return {};
}

}  // namespace ropewalk::git
