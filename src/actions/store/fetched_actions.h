// Actions of other repositories: from folders that the user names, from the lock file's commits, from what was fetched
// before, and else from their repositories.
#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actions/action_store.h"
#include "actions/store/action_lock.h"
#include "ports/clock.h"
#include "ports/files.h"
#include "ports/remote_repositories.h"

namespace ropewalk::actions {

/// What the user says about one action: `owner/repo=FOLDER`, `owner/repo@ref=FOLDER`, `owner/repo=skip`. A folder is
/// taken as it is, but for a mirror (`git clone --mirror`), which has no files: of that the ref is.
struct ActionChoice {
  std::string owner_and_repository;
  /// Empty for every ref.
  std::string ref;
  /// Nothing to leave the action's steps out.
  std::optional<std::filesystem::path> folder;
};

/// Reads `NAME=FOLDER` or `NAME=skip`; folders are taken from `base`. Errors: kUsage for another form.
[[nodiscard]] Result<ActionChoice> read_action_choice(std::string_view name, std::string_view value,
                                                      const std::filesystem::path& base);

struct FetchSettings {
  std::vector<ActionChoice> choices;
  /// What the lock file says; nothing when the repository has none.
  std::optional<ActionLock> lock;
  /// Take what is here and ask no other machine.
  bool is_offline = false;
  /// Take the published actions where there are native ones, too.
  bool has_no_builtin = false;
  /// Where repositories are: `https://github.com`.
  std::string server = "https://github.com";
  /// Where fetched ones are kept: `<owner>/<repo>/<commit>`.
  std::filesystem::path folder;
};

class FetchedActions final : public ActionStore {
 public:
  /// The ports outlive it.
  FetchedActions(FetchSettings settings, ports::Files& files, const ports::Clock& clock,
                 ports::RemoteRepositories& repositories);

  [[nodiscard]] bool overrides(const ActionReference& reference) const override;
  [[nodiscard]] bool is_here(const ActionReference& reference) const override;
  [[nodiscard]] bool is_offline() const override { return settings_.is_offline; }
  /// Errors besides those of the interface: kNotFound for one that the lock file does not name, and offline for one
  /// that is not here.
  [[nodiscard]] Result<FolderAction> fetch(const ActionReference& reference, std::stop_token stop) override;

  /// A file of the repository: a workflow that is called. `reference.path` counts for nothing. Errors: as `fetch`, and
  /// kNotFound for a file that it does not have.
  [[nodiscard]] Result<SourceFilePtr> fetch_file(const ActionReference& reference, std::string_view path,
                                                 std::stop_token stop);

  /// The commit that a reference means now, as its repository says, or the clone that the user names for it: the ref
  /// there, else what is checked out. Nothing for one that is left out. Errors: those of RemoteRepositories; kUsage for
  /// a folder that is no clone; offline kNotFound.
  [[nodiscard]] Result<std::optional<std::string>> commit_now(const ActionReference& reference, std::stop_token stop);

 private:
  [[nodiscard]] Result<std::string> ask(const ActionReference& reference, std::stop_token stop);
  [[nodiscard]] const ActionChoice* choice(const ActionReference& reference) const;
  [[nodiscard]] std::filesystem::path repository_folder(const ActionReference& reference) const;
  [[nodiscard]] std::filesystem::path note_of(const ActionReference& reference) const;
  [[nodiscard]] std::optional<std::string> known_commit(const ActionReference& reference, bool is_fresh) const;
  [[nodiscard]] Result<std::string> commit_of(const ActionReference& reference, std::stop_token stop);
  [[nodiscard]] Result<std::filesystem::path> tree(const ActionReference& reference, const std::string& commit,
                                                   const std::string& source, std::stop_token stop);
  /// Of a mirror on this machine: what the lock file says, or what the ref means there.
  [[nodiscard]] Result<std::string> commit_in_mirror(const ActionReference& reference, const std::string& mirror,
                                                     std::stop_token stop);
  [[nodiscard]] bool is_mirror(const std::filesystem::path& folder) const;
  /// Where the repository is on this machine; nothing for one that is left out.
  [[nodiscard]] Result<std::optional<std::filesystem::path>> top_of(const ActionReference& reference,
                                                                    std::stop_token stop);
  [[nodiscard]] std::string url(const ActionReference& reference) const;
  [[nodiscard]] tl::unexpected<Error> not_here(const ActionReference& reference, std::string_view why,
                                               ErrorKind kind = ErrorKind::kIncomplete) const;

  FetchSettings settings_;
  ports::Files& files_;
  const ports::Clock& clock_;
  ports::RemoteRepositories& repositories_;
  /// One fetch at a time: several jobs of a run often want the same.
  std::mutex mutex_;
};

}  // namespace ropewalk::actions
