// A job's workspace: a repository of its own, written by hand (`git init` would be one more process and the user's
// templates), whose objects are those of the snapshot, and so of the user.
#include <fmt/format.h>

#include <set>

#include "base/strings.h"
#include "git/config_text.h"
#include "git/git_repository.h"
#include "git/push_guard.h"
#include "git/snapshot_refs.h"

namespace ropewalk::git {
namespace {

namespace fs = std::filesystem;

std::string workspace_config(bool is_sha256, const ports::Snapshot& snapshot, const ports::CheckoutRequest& request) {
  std::string text = fmt::format(
      "[core]\n\trepositoryformatversion = {}\n\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n"
      "[gc]\n\tauto = 0\n",
      is_sha256 ? 1 : 0);
  if (is_sha256) {
    text += "[extensions]\n\tobjectformat = sha256\n";
  }
  if (!request.remote_url.empty()) {
    text += workspace_remote_text(request.remote_url, snapshot.git_directory.string(), snapshot.push_url);
    if (!request.branch.empty()) {
      text += fmt::format("[branch {}]\n\tremote = origin\n\tmerge = {}\n", quote_config(request.branch),
                          quote_config(fmt::format("refs/heads/{}", request.branch)));
    }
  }
  return text;
}

}  // namespace

std::string GitRepository::push_url() const {
  const std::string text = config();
  std::string url = config_value(text, "remote", "origin", "pushurl").value_or(remote_url("origin"));
  // What counts from the user's repository counts from nowhere in a workspace.
  const bool is_relative = url.starts_with("./") || url.starts_with("../");
  return is_relative ? (folder_.top / url).lexically_normal().string() : url;
}

std::string GitRepository::push_guard() const {
  std::vector<std::string> own{folder_.top.string(), "file://" + folder_.top.string()};
  for (const ConfigEntry& entry : read_config(config())) {
    if (entry.section == "remote" && (entry.key == "url" || entry.key == "pushurl")) {
      own.push_back(entry.value);
    }
  }
  own.push_back(push_url());
  return push_guard_text(own);
}

Result<std::vector<std::string>> GitRepository::find_cut(const GitFolder& workspace,
                                                         const std::vector<std::string>& tips, int depth,
                                                         const std::stop_token& stop) const {
  std::set<std::string, std::less<>> seen;
  std::vector<std::string> level;
  for (const std::string& tip : tips) {
    if (seen.insert(tip).second) {
      level.push_back(tip);
    }
  }
  // Each line of the answer is a commit and its parents.
  for (int distance = 1; !level.empty(); ++distance) {
    std::string asked;
    for (const std::string& id : level) {
      asked += id + "\n";
    }
    const Result<std::string> listed =
        git_.run(workspace, Settings::kNone, {"rev-list", "--no-walk=unsorted", "--parents", "--stdin"},
                 {.environment = {}, .input = std::move(asked), .stop = stop});
    if (!listed) {
      return fail(listed.error());
    }
    std::vector<std::string> cut;
    std::vector<std::string> next;
    for (const std::string_view line : split_lines(*listed)) {
      const std::vector<std::string_view> ids = split(line, ' ');
      seen.emplace(ids.front());
      if (ids.size() > 1) {
        cut.emplace_back(ids.front());
      }
      for (std::size_t i = 1; i < ids.size(); ++i) {
        if (seen.emplace(ids[i]).second) {
          next.emplace_back(ids[i]);
        }
      }
    }
    if (distance == depth) {
      return cut;
    }
    level = std::move(next);
  }
  return level;
}

Result<std::vector<std::string>> GitRepository::tips_of(const ports::CheckoutRequest& request,
                                                        const GitFolder& workspace, const std::stop_token& stop) const {
  std::vector<std::string> tips{request.commit};
  bool has_tags = false;
  for (const ports::Ref& ref : request.refs) {
    if (ref.name.starts_with("refs/tags/")) {
      has_tags = true;
    } else {
      tips.push_back(ref.id);
    }
  }
  if (!has_tags) {
    return tips;
  }
  const Result<std::string> listed =
      git_.run(workspace, Settings::kNone,
               {"for-each-ref", "--format=%(objecttype) %(objectname) %(*objecttype) %(*objectname)", "refs/tags"},
               {.environment = {}, .input = {}, .stop = stop});
  if (!listed) {
    return fail(listed.error());
  }
  for (const std::string_view line : split_lines(*listed)) {
    const std::vector<std::string_view> fields = split(line, ' ');
    for (std::size_t i = 0; i + 1 < fields.size(); i += 2) {
      if (fields[i] == "commit") {
        tips.emplace_back(fields[i + 1]);
      }
    }
  }
  return tips;
}

Result<void> GitRepository::checkout(const ports::Snapshot& snapshot, const ports::CheckoutRequest& request,
                                     std::stop_token stop) {
  if (!request.branch.empty() && !is_branch_name(request.branch)) {
    return fail(ErrorKind::kUsage, fmt::format("'{}' is not a valid branch name", request.branch));
  }
  const Result<fs::path> top = files_.canonical(request.workspace);
  if (!top) {
    return fail(top.error());
  }
  const fs::path git = *top / ".git";
  const GitFolder folder{*top, git, git};
  const bool keeps = request.keeps_files && files_.type(git / "HEAD") == ports::FileType::kFile;
  std::vector<std::pair<fs::path, std::string>> texts{
      {git / "packed-refs", packed_refs_text(request.refs)},
      {git / "objects/info/alternates", alternates_line(snapshot.git_directory / "objects")}};
  if (!keeps) {
    texts.emplace_back(git / "config", workspace_config(is_sha256(), snapshot, request));
    texts.emplace_back(git / "HEAD", request.branch.empty() ? request.commit + "\n"
                                                            : fmt::format("ref: refs/heads/{}\n", request.branch));
    if (!request.branch.empty()) {
      texts.emplace_back(git / "refs/heads" / request.branch, request.commit + "\n");
    }
  }
  // A user's repository that is shallow itself ends where it ends.
  std::string ends = files_.read(snapshot.git_directory / "shallow").value_or("");
  if (const Result<void> made = files_.make_directories(git / "refs/heads"); !made) {
    return made;
  }
  for (const auto& [path, text] : texts) {
    if (Result<void> written = files_.write_quick(path, text); !written) {
      return written;
    }
  }
  if (keeps) {
    // History is cut anew below; while it is, all of it shows.
    static_cast<void>(files_.remove_all(git / "shallow"));
    std::vector<std::string> words{"checkout", "--quiet", "--force"};
    if (request.branch.empty()) {
      words.emplace_back("--detach");
    } else {
      words.insert(words.end(), {"-B", request.branch});
    }
    words.push_back(request.commit);
    if (const Result<std::string> done = git_.run(folder, Settings::kNone, words, {.stop = stop}); !done) {
      return fail(done.error());
    }
  } else if (const Result<std::string> filled =
                 git_.run(folder, Settings::kNone, {"read-tree", "--reset", "-u", request.commit}, {.stop = stop});
             !filled) {
    return fail(filled.error());
  }
  if (request.depth > 0) {
    if (!ends.empty()) {
      static_cast<void>(files_.write_quick(git / "shallow", ends));
    }
    const Result<std::vector<std::string>> tips = tips_of(request, folder, stop);
    if (!tips) {
      return fail(tips.error());
    }
    const Result<std::vector<std::string>> cut = find_cut(folder, *tips, request.depth, stop);
    if (!cut) {
      return fail(cut.error());
    }
    if (!cut->empty()) {
      ends += join(*cut, "\n") + "\n";
    }
  }
  if (!ends.empty()) {
    if (Result<void> written = files_.write_quick(git / "shallow", ends); !written) {
      return written;
    }
  }
  return request.submodules == ports::Submodules::kNone ? Result<void>()
                                                        : fill_submodules(snapshot, request, folder, stop);
}

}  // namespace ropewalk::git
