#include "scan/policy/rules/strangers_code.h"

#include <algorithm>
#include <array>

namespace ropewalk::scan::policy {
namespace {

template <std::size_t size>
bool is_one_of(std::string_view word, const std::array<std::string_view, size>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// The arguments without options in front (`git -C folder`, `gh -R repository`), whose values are left out, too.
std::vector<std::string_view> without_options(std::vector<std::string_view> words) {
  static constexpr std::array<std::string_view, 6> kWithValue = {"-C",          "-c", "--git-dir",
                                                                 "--work-tree", "-R", "--repo"};
  std::size_t at = 0;
  while (at < words.size() && words[at].starts_with('-')) {
    at += is_one_of(words[at], kWithValue) ? 2 : 1;
  }
  words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(std::min(at, words.size())));
  return words;
}

/// `name` of `refs/pull/1/head:refs/heads/name`; empty when it has no name of its own here.
std::string local_name(std::string_view refspec) {
  const std::size_t colon = refspec.find(':');
  if (colon == std::string_view::npos || refspec.substr(colon).starts_with("://")) {
    return {};
  }
  std::string_view name = refspec.substr(colon + 1);
  for (const std::string_view prefix : {"refs/heads/", "refs/remotes/"}) {
    name.remove_prefix(name.starts_with(prefix) ? prefix.size() : 0);
  }
  return std::string(name);
}

bool is_strangers_code(std::string_view text) { return !strangers_code_in(text).empty(); }

/// Of all that is asked of a server about a pull request: its files.
bool is_strangers_archive(std::string_view text) {
  static constexpr std::array<std::string_view, 7> kParts = {"/pull/",   "archive",   "tarball", "zipball",
                                                             "codeload", "patch_url", "diff_url"};
  return is_strangers_code(text) && std::any_of(kParts.begin(), kParts.end(), [&](std::string_view part) {
           return text.find(part) != std::string_view::npos;
         });
}

/// The words of a git command without the names of branches that it makes (`checkout -b NAME`).
std::vector<std::string_view> without_new_names(const std::vector<std::string_view>& words) {
  static constexpr std::array<std::string_view, 5> kMakes = {"-b", "-B", "-c", "-C", "--create"};
  std::vector<std::string_view> left;
  const bool makes =
      !words.empty() && (words.front() == "checkout" || words.front() == "switch" || words.front() == "worktree");
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (makes && is_one_of(words[at], kMakes)) {
      ++at;
    } else {
      left.push_back(words[at]);
    }
  }
  return left;
}

}  // namespace

std::string_view strangers_code_in(std::string_view text) {
  static constexpr std::array<std::string_view, 8> kNames = {"github.event.pull_request.head",
                                                             "github.head_ref",
                                                             "github.event.workflow_run.head",
                                                             "github.event.workflow_run.pull_requests",
                                                             "github.event.pull_request.merge_commit_sha",
                                                             "github.event.pull_request.patch_url",
                                                             "github.event.pull_request.diff_url",
                                                             "/pull/"};
  const auto found = std::find_if(kNames.begin(), kNames.end(),
                                  [&](std::string_view name) { return text.find(name) != std::string_view::npos; });
  if (found != kNames.end()) {
    return *found;
  }
  return text.starts_with("pull/") || text.starts_with("+pull/") ? kNames.back() : "";
}

std::optional<std::string> StrangersCode::brought_by(const ShellCommand& command) {
  const std::string_view program = command.program();
  const auto all = command.arguments();
  const auto words = without_options(all);
  const bool is_strangers = std::any_of(all.begin(), all.end(), is_strangers_code);
  const auto is = [&](std::size_t at, std::string_view word) { return at < words.size() && words[at] == word; };
  if (program == "gh" || program == "hub") {
    if (is(0, "pr") && is(1, "checkout")) {
      return std::string(program) + " pr checkout";
    }
    if (is(0, "co") || (is(0, "repo") && is(1, "clone") && is_strangers) || (is(0, "checkout") && is_strangers)) {
      return std::string(program) + " " + std::string(words.front());
    }
    has_download_ = has_download_ || (is(0, "pr") && is(1, "diff"));
    return std::nullopt;
  }
  if (program == "curl" || program == "wget") {
    has_download_ = has_download_ || std::any_of(all.begin(), all.end(), is_strangers_archive);
    return std::nullopt;
  }
  if (has_download_ && (program == "patch" || program == "tar" || program == "unzip")) {
    return std::string(program);
  }
  return program == "git" ? brought_by_git(without_new_names(words)) : std::nullopt;
}

std::optional<std::string> StrangersCode::brought_by_git(const std::vector<std::string_view>& words) {
  static constexpr std::array<std::string_view, 11> kPlaces = {"checkout",  "switch",  "reset",       "merge",
                                                               "worktree",  "restore", "cherry-pick", "rebase",
                                                               "read-tree", "pull",    "clone"};
  if (words.empty()) {
    return std::nullopt;
  }
  const std::string_view what = words.front();
  const auto is_known = [&](std::string_view word) {
    return std::any_of(names_.begin(), names_.end(), [&](const std::string& name) {
      return name.ends_with('/') ? word.starts_with(name) : word == name || word.starts_with(name + "^");
    });
  };
  const bool is_remote = std::any_of(words.begin() + 1, words.end(), [&](std::string_view word) {
    return std::find(remotes_.begin(), remotes_.end(), word) != remotes_.end();
  });
  const bool is_strangers = is_remote || std::any_of(words.begin() + 1, words.end(), is_strangers_code);
  if (what == "apply" || what == "am") {
    return has_download_ ? std::optional("git " + std::string(what)) : std::nullopt;
  }
  if (what == "remote" && is_strangers && words.size() > 2) {
    for (const std::string_view word : words) {
      if (word != "remote" && word != "add" && !word.starts_with('-') &&
          word.find("github.") == std::string_view::npos) {
        remotes_.emplace_back(word);
        names_.push_back(std::string(word) + "/");
        break;
      }
    }
  }
  if (what == "fetch" && is_strangers) {
    names_.emplace_back("FETCH_HEAD");
    for (const std::string_view word : words) {
      if (std::string name = local_name(word); !name.empty()) {
        names_.push_back(std::move(name));
      }
    }
  }
  if (is_one_of(what, kPlaces) && (is_strangers || std::any_of(words.begin() + 1, words.end(), is_known))) {
    return "git " + std::string(what);
  }
  return std::nullopt;
}

}  // namespace ropewalk::scan::policy
