// A git repository that a test describes.
#pragma once

#include <map>
#include <memory>

#include "ports/files.h"
#include "ports/repository.h"

namespace ropewalk::ports {

/// All that a fake repository answers with. Revisions are looked up in `revisions` first, then as commit ids.
struct RepositoryFacts {
  std::filesystem::path top = "/project";
  Head current{"main", std::string(40, 'a')};
  std::map<std::string, std::string, std::less<>> remotes;
  std::map<std::string, std::string, std::less<>> revisions;
  /// Newest first.
  std::vector<Commit> history;
  std::map<std::string, std::vector<std::string>, std::less<>> tags;
  std::string main_branch = "main";
  /// What `changes` answers, whatever is compared.
  std::vector<Change> changed;
  /// The files of every snapshot: path to content.
  std::map<std::string, std::string> tree;
  /// What `merge` answers.
  Merge merged{std::string(40, 'e'), {}};
};

/// Checks out by writing `tree` to the given file system.
class FakeRepository final : public Repository {
 public:
  FakeRepository(std::shared_ptr<const RepositoryFacts> facts, Files& files);

  [[nodiscard]] const std::filesystem::path& top() const override { return facts_->top; }
  [[nodiscard]] Result<Head> head() const override { return facts_->current; }
  [[nodiscard]] std::string remote_url(std::string_view remote) const override;
  [[nodiscard]] Result<std::string> resolve(std::string_view revision) const override;
  [[nodiscard]] Result<Commit> commit(std::string_view revision) const override;
  [[nodiscard]] Result<std::vector<Commit>> commits(std::string_view from, std::string_view to,
                                                    int limit) const override;
  [[nodiscard]] Result<std::vector<std::string>> tags_at(std::string_view revision) const override;
  [[nodiscard]] std::string default_branch() const override { return facts_->main_branch; }
  /// The older of the two, as in a history without branches.
  [[nodiscard]] Result<std::string> merge_base(std::string_view a, std::string_view b) const override;
  [[nodiscard]] Result<std::vector<Change>> changes(std::string_view from, std::string_view to) const override;
  /// Conflicts when the facts have some; else the commit that they name.
  [[nodiscard]] Result<Merge> merge(const PullRequest& pull, std::string_view head, std::stop_token stop) override;
  [[nodiscard]] Result<Snapshot> snapshot(const SnapshotRequest& request, const std::filesystem::path& folder,
                                          std::stop_token stop) override;
  [[nodiscard]] Result<void> checkout(const Snapshot& snapshot, const CheckoutRequest& request,
                                      std::stop_token stop) override;
  /// The files of the facts' tree, whatever the commit.
  [[nodiscard]] Result<std::filesystem::path> extract(std::string_view commit, std::string_view path) override;
  [[nodiscard]] std::string push_guard() const override { return {}; }
  /// The checkouts that were asked for.
  std::vector<CheckoutRequest> checkouts;

 private:
  /// The position in the history; its size when the commit is not there.
  [[nodiscard]] std::size_t index_of(std::string_view sha) const;

  std::shared_ptr<const RepositoryFacts> facts_;
  Files& files_;
};

/// Finds one repository, from its top or anywhere below.
class FakeRepositories final : public Repositories {
 public:
  /// Without facts there is no repository anywhere.
  FakeRepositories(std::shared_ptr<const RepositoryFacts> facts, Files& files);
  [[nodiscard]] Result<std::unique_ptr<Repository>> discover(const std::filesystem::path& folder) override;

 private:
  std::shared_ptr<const RepositoryFacts> facts_;
  Files& files_;
};

}  // namespace ropewalk::ports
