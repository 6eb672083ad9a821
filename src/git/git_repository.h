// The Repository port: common facts straight from the files, everything else by the git program
// (docs/decisions/0002-git-program.md).
#pragma once

#include <map>
#include <mutex>
#include <optional>

#include "git/git_program.h"
#include "git/objects.h"
#include "git/refs.h"
#include "git/working_tree_status.h"
#include "ports/repository.h"

namespace ropewalk::git {

/// May be used from several threads: ten jobs check out at the same time.
class GitRepository final : public ports::Repository {
 public:
  /// The ports outlive it. Untracked files below `left_out` (from the top, each with a slash at its end) do not count.
  GitRepository(GitFolder folder, ports::Process& process, ports::Files& files, const ports::Environment& environment,
                std::vector<std::string> left_out = {});

  ~GitRepository() override;
  GitRepository(const GitRepository&) = delete;
  GitRepository& operator=(const GitRepository&) = delete;

  [[nodiscard]] const std::filesystem::path& top() const override { return folder_.top; }
  [[nodiscard]] Result<ports::Head> head() const override;
  /// As the repository's own config has it; `insteadOf` and included files are not applied.
  [[nodiscard]] std::string remote_url(std::string_view remote) const override;
  /// Errors: kNotFound when it names no commit.
  [[nodiscard]] Result<std::string> resolve(std::string_view revision) const override;
  /// The message comes without line ends at its end.
  [[nodiscard]] Result<ports::Commit> commit(std::string_view revision) const override;
  [[nodiscard]] Result<std::vector<ports::Commit>> commits(std::string_view from, std::string_view to,
                                                           int limit) const override;
  [[nodiscard]] Result<std::vector<std::string>> tags_at(std::string_view revision) const override;
  [[nodiscard]] std::string default_branch() const override;
  /// Errors: kNotFound when the two share no history.
  [[nodiscard]] Result<std::string> merge_base(std::string_view a, std::string_view b) const override;
  /// An empty `from` is the empty tree. Files that git does not track yet count as added. A rename counts under its new
  /// path.
  [[nodiscard]] Result<std::vector<ports::Change>> changes(std::string_view from, std::string_view to) const override;
  [[nodiscard]] Result<ports::Merge> merge(const ports::PullRequest& pull, std::string_view head,
                                           std::stop_token stop) override;
  [[nodiscard]] Result<ports::Snapshot> snapshot(const ports::SnapshotRequest& request,
                                                 const std::filesystem::path& folder, std::stop_token stop) override;
  [[nodiscard]] Result<void> checkout(const ports::Snapshot& snapshot, const ports::CheckoutRequest& request,
                                      std::stop_token stop) override;
  [[nodiscard]] Result<std::filesystem::path> extract(std::string_view commit, std::string_view path) override;
  [[nodiscard]] std::string push_guard() const override;

 private:
  /// Runs git by the repository's own settings, which may name programs: for what trusts them.
  [[nodiscard]] Result<std::string> user_git(const std::vector<std::string>& arguments) const;
  /// Runs git so that no setting of the repository counts that could name a program.
  [[nodiscard]] Result<std::string> look(const std::vector<std::string>& arguments, std::stop_token stop = {}) const;
  /// The repository that `look` works in; made at its first use.
  [[nodiscard]] Result<GitFolder> twin() const;
  /// A commit as far as it can be read without git.
  [[nodiscard]] std::optional<ports::Commit> read_commit(const std::string& id) const;
  /// What git says of the working tree, without what is left out.
  [[nodiscard]] WorkingTreeStatus status_of(std::string_view said) const;
  [[nodiscard]] Result<std::vector<ports::Commit>> log(const std::vector<std::string>& arguments) const;
  /// The text of the repository's config; empty when it cannot be read.
  [[nodiscard]] std::string config() const;
  [[nodiscard]] bool is_sha256() const;

  /// All refs, by the git program where they are kept in another way than as files.
  [[nodiscard]] Result<std::vector<ports::Ref>> all_refs() const;

  /// Where the user pushes to; empty without a remote.
  [[nodiscard]] std::string push_url() const;
  /// Writes the repository that a snapshot is, without refs and objects.
  [[nodiscard]] Result<void> start_snapshot(const std::filesystem::path& folder) const;
  [[nodiscard]] Result<ports::Snapshot> fill_snapshot(const ports::SnapshotRequest& request,
                                                      const std::filesystem::path& folder, const std::stop_token& stop);
  [[nodiscard]] Result<std::string> commit_working_tree(const ports::Head& head, const std::filesystem::path& folder,
                                                        std::vector<std::string>& warnings,
                                                        const std::stop_token& stop);
  /// Makes the commit in the repository `folder`, whose objects borrow ours.
  [[nodiscard]] Result<ports::Merge> merge_in(const std::filesystem::path& folder, const ports::PullRequest& pull,
                                              std::string_view head, const std::stop_token& stop) const;
  /// A commit of a tree that is in `folder`, by us and at the time of `dated`.
  [[nodiscard]] Result<std::string> commit_tree(const std::filesystem::path& folder, std::string_view tree,
                                                const std::vector<std::string>& parents, const std::string& message,
                                                std::string_view dated, const std::stop_token& stop) const;
  /// The commits behind which history is cut: those that are `depth` away from a tip and have parents.
  [[nodiscard]] Result<std::vector<std::string>> find_cut(const GitFolder& workspace,
                                                          const std::vector<std::string>& tips, int depth,
                                                          const std::stop_token& stop) const;

  /// Checks out those submodules of a workspace that our working tree has, and registers them there.
  [[nodiscard]] Result<void> fill_submodules(const ports::Snapshot& snapshot, const ports::CheckoutRequest& request,
                                             const GitFolder& workspace, const std::stop_token& stop);
  [[nodiscard]] Result<ports::Snapshot> submodule_snapshot(GitRepository& nested, const std::filesystem::path& folder,
                                                           ports::SnapshotOf what, const std::stop_token& stop);
  /// The commits that the refs of a checkout lead to; what leads to none is left out.
  [[nodiscard]] Result<std::vector<std::string>> tips_of(const ports::CheckoutRequest& request,
                                                         const GitFolder& workspace, const std::stop_token& stop) const;

  GitFolder folder_;
  ports::Process& process_;
  ports::Files& files_;
  const ports::Environment& environment_;
  GitProgram git_;
  Refs refs_;
  Objects objects_;
  std::vector<std::string> left_out_;
  mutable std::mutex twin_mutex_;
  mutable std::optional<Result<GitFolder>> twin_;
  std::mutex submodules_mutex_;
  std::map<std::filesystem::path, ports::Snapshot> submodules_;
  std::mutex extracted_mutex_;
  std::vector<std::filesystem::path> extracted_;
};

}  // namespace ropewalk::git
