#include "actions/builtin/paths_filter/changed_files.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"

namespace ropewalk::actions::builtin {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kNoCommit = "0000000000000000000000000000000000000000";
/// The tree without files.
constexpr std::string_view kNoTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/// What git calls a change, in the action's words.
std::string status_of(char letter) {
  switch (letter) {
    case 'A': return "added";
    case 'C': return "copied";
    case 'D': return "deleted";
    case 'M': return "modified";
    case 'R': return "renamed";
    case 'U': return "unmerged";
    default: return "modified";
  }
}

/// Asks git for changed files: in the snapshot, which has all of the history, or in the job's working tree.
class Changes {
 public:
  Changes(const Inputs& inputs, fs::path folder, StepHost& host)
      : inputs_(inputs), folder_(std::move(folder)), host_(host) {}

  Result<std::vector<ChangedFile>> find() {
    const std::string base = inputs_.text("base");
    if (base == "HEAD") {
      return diff({"git", "-C", folder_.string(), "diff", "--no-ext-diff", "--no-renames", "--name-status", "-z",
                   "HEAD", "--"});
    }
    auto snapshot = host_.snapshot();
    if (!snapshot) {
      return fail(std::move(snapshot.error()));
    }
    snapshot_ = std::move(*snapshot);
    const std::string event = host_.github("event_name");
    if (event.starts_with("pull_request")) {
      const std::string pull_base = host_.github("event.pull_request.base.sha");
      host_.log(Note::kText, fmt::format("Changes will be detected between {} and {}", pull_base, snapshot_.head));
      return since_merge_base(base.empty() ? pull_base : commit_of(base), snapshot_.head);
    }
    return of_push(base, event);
  }

 private:
  Result<std::vector<ChangedFile>> of_push(const std::string& given, const std::string& event) {
    const std::string main = host_.github("event.repository.default_branch");
    const std::string before = event == "push" ? host_.github("event.before") : "";
    const std::string head = short_name(inputs_.text("ref").empty() ? host_.github("ref") : inputs_.text("ref"));
    const std::string base = short_name(given.empty() ? main : given);
    if (base.empty()) {
      return fail(ErrorKind::kInvalid,
                  "This action requires 'base' input to be configured or 'repository.default_branch' to be set in the "
                  "event payload");
    }
    const bool is_commit = is_sha(base);
    const std::string head_commit = inputs_.text("ref").empty() ? snapshot_.commit : commit_of(head);
    if (!is_commit && base != head) {
      host_.log(Note::kText, fmt::format("Changes will be detected between {} and {}", base, head));
      return since_merge_base(commit_of(base), head_commit);
    }
    const std::string from = is_commit ? base : before;
    if (from.empty()) {
      host_.log(Note::kWarning,
                "'before' field is missing in event payload - changes will be detected from last commit");
      return between(head_commit + "^", head_commit);
    }
    if (from == kNoCommit) {
      if (!main.empty() && base != main) {
        host_.log(Note::kText, fmt::format("First push of a branch detected - changes will be detected against the "
                                           "default branch {}",
                                           main));
        return since_merge_base(commit_of(main), head_commit);
      }
      host_.log(Note::kText, "Initial push detected - all files will be listed as added");
      return between(std::string(kNoTree), head_commit);
    }
    host_.log(Note::kText, fmt::format("Changes will be detected between {} and {}", from, head));
    return between(from, head_commit);
  }

  static bool is_sha(std::string_view text) {
    constexpr std::size_t kSha = 40;
    return text.size() == kSha && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
  }

  static std::string short_name(std::string name) {
    for (const std::string_view start : {"refs/heads/", "refs/tags/", "refs/"}) {
      if (name.starts_with(start)) {
        return name.substr(start.size());
      }
    }
    return name;
  }

  /// A branch or a tag as the remote would show it; any other word is left to git.
  [[nodiscard]] std::string commit_of(const std::string& name) const {
    for (const char* start : {"refs/heads/", "refs/tags/", "refs/", ""}) {
      const auto found = std::ranges::find(snapshot_.refs, start + name, &ports::Ref::name);
      if (found != snapshot_.refs.end()) {
        return found->id;
      }
    }
    return name;
  }

  [[nodiscard]] std::vector<std::string> git(std::initializer_list<std::string> words) const {
    std::vector<std::string> all{"git", "--git-dir=" + snapshot_.git_directory.string()};
    all.insert(all.end(), words);
    return all;
  }

  Result<std::vector<ChangedFile>> between(const std::string& from, const std::string& to) {
    return diff(
        git({"diff", "--no-ext-diff", "--no-renames", "--name-status", "-z", "--end-of-options", from, to, "--"}));
  }

  Result<std::vector<ChangedFile>> since_merge_base(const std::string& base, const std::string& head) {
    const auto merge_base = host_.capture_program(git({"merge-base", "--end-of-options", base, head}), {});
    if (!merge_base) {
      return fail(merge_base.error());
    }
    const std::string from(trim(merge_base->output));
    return between(merge_base->outcome.exit_code == 0 && !from.empty() ? from : base, head);
  }

  Result<std::vector<ChangedFile>> diff(const std::vector<std::string>& arguments) {
    const auto done = host_.capture_program(arguments, {});
    if (!done) {
      return fail(done.error());
    }
    if (done->outcome.exit_code != 0) {
      return fail(ErrorKind::kInvalid, fmt::format("git could not tell what has changed: {}", trim(done->errors)));
    }
    std::vector<ChangedFile> files;
    const std::vector<std::string_view> parts = split(done->output, '\0');
    for (std::size_t i = 0; i + 1 < parts.size() && !parts[i].empty(); i += 2) {
      files.push_back({.name = std::string(parts[i + 1]), .status = status_of(parts[i].front())});
    }
    return files;
  }

  const Inputs& inputs_;
  fs::path folder_;
  StepHost& host_;
  ports::Snapshot snapshot_;
};

}  // namespace

Result<std::vector<ChangedFile>> changed_files(const Inputs& inputs, const fs::path& folder, StepHost& host) {
  return Changes(inputs, folder, host).find();
}

}  // namespace ropewalk::actions::builtin
