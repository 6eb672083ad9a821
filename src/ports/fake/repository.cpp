// A git repository that a test describes.
#include "ports/fake/repository.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ropewalk::ports {

FakeRepository::FakeRepository(std::shared_ptr<const RepositoryFacts> facts, Files& files)
    : facts_(std::move(facts)), files_(files) {}

std::size_t FakeRepository::index_of(std::string_view sha) const {
  const auto& history = facts_->history;
  const auto found = std::find_if(history.begin(), history.end(), [&](const Commit& c) { return c.sha == sha; });
  return static_cast<std::size_t>(found - history.begin());
}

std::string FakeRepository::remote_url(std::string_view remote) const {
  const auto found = facts_->remotes.find(remote);
  return found == facts_->remotes.end() ? "" : found->second;
}

Result<std::string> FakeRepository::resolve(std::string_view revision) const {
  if (const auto found = facts_->revisions.find(revision); found != facts_->revisions.end()) {
    return found->second;
  }
  if ((revision == "HEAD" || revision == facts_->current.branch) && !facts_->current.commit.empty()) {
    return facts_->current.commit;
  }
  if (index_of(revision) < facts_->history.size()) {
    return std::string(revision);
  }
  return fail(ErrorKind::kNotFound, fmt::format("'{}' is not a commit", revision));
}

Result<Commit> FakeRepository::commit(std::string_view revision) const {
  const Result<std::string> sha = resolve(revision);
  if (!sha) {
    return fail(sha.error());
  }
  const std::size_t index = index_of(*sha);
  if (index == facts_->history.size()) {
    return fail(ErrorKind::kNotFound, fmt::format("'{}' is not a commit", revision));
  }
  return facts_->history[index];
}

Result<std::vector<Commit>> FakeRepository::commits(std::string_view from, std::string_view to, int limit) const {
  const Result<std::string> newest = resolve(to);
  if (!newest) {
    return fail(newest.error());
  }
  const Result<std::string> oldest = from.empty() ? Result<std::string>(std::string()) : resolve(from);
  if (!oldest) {
    return fail(oldest.error());
  }
  std::vector<Commit> out;
  const std::size_t end = index_of(*oldest);
  const auto most = static_cast<std::size_t>(from.empty() ? std::min(1, limit) : limit);
  for (std::size_t i = index_of(*newest); i < end && out.size() < most; ++i) {
    out.push_back(facts_->history[i]);
  }
  return out;
}

Result<std::vector<std::string>> FakeRepository::tags_at(std::string_view revision) const {
  const Result<std::string> sha = resolve(revision);
  if (!sha) {
    return fail(sha.error());
  }
  const auto found = facts_->tags.find(*sha);
  return found == facts_->tags.end() ? std::vector<std::string>{} : found->second;
}

Result<std::string> FakeRepository::merge_base(std::string_view a, std::string_view b) const {
  const Result<std::string> first = resolve(a);
  const Result<std::string> second = resolve(b);
  if (!first || !second) {
    return fail(!first ? first.error() : second.error());
  }
  return index_of(*first) >= index_of(*second) ? *first : *second;
}

Result<std::vector<Change>> FakeRepository::changes(std::string_view, std::string_view) const {
  return facts_->changed;
}

Result<Merge> FakeRepository::merge(const PullRequest&, std::string_view, std::stop_token) { return facts_->merged; }

Result<Snapshot> FakeRepository::snapshot(const SnapshotRequest& request, const std::filesystem::path& folder,
                                          std::stop_token stop) {
  if (stop.stop_requested()) {
    return fail(ErrorKind::kInterrupted, "stopped");
  }
  if (const Result<void> made = files_.make_directories(folder); !made) {
    return fail(made.error());
  }
  const std::string& head = facts_->current.commit;
  const std::string commit = request.standing == Standing::kMerge  ? facts_->merged.commit
                             : request.standing == Standing::kBase ? request.pull->base
                                                                   : head;
  Snapshot snapshot{.commit = commit, .git_directory = folder, .head = head};
  if (!request.ref.empty()) {
    snapshot.refs = {{request.ref, commit}};
  }
  return snapshot;
}

Result<void> FakeRepository::checkout(const Snapshot&, const CheckoutRequest& request, std::stop_token stop) {
  if (stop.stop_requested()) {
    return fail(ErrorKind::kInterrupted, "stopped");
  }
  checkouts.push_back(request);
  const std::filesystem::path& workspace = request.workspace;
  const std::string head = request.branch.empty() ? request.commit : fmt::format("ref: refs/heads/{}", request.branch);
  if (const Result<void> written = files_.write(workspace / ".git/HEAD", head + "\n"); !written) {
    return written;
  }
  for (const auto& [path, bytes] : facts_->tree) {
    if (const Result<void> written = files_.write(workspace / path, bytes); !written) {
      return written;
    }
  }
  return {};
}

Result<std::filesystem::path> FakeRepository::extract(std::string_view, std::string_view path) {
  const std::filesystem::path folder = "/extracted";
  for (const auto& [name, bytes] : facts_->tree) {
    if (name.starts_with(path)) {
      if (const Result<void> written = files_.write(folder / name, bytes); !written) {
        return fail(written.error());
      }
    }
  }
  return folder;
}

FakeRepositories::FakeRepositories(std::shared_ptr<const RepositoryFacts> facts, Files& files)
    : facts_(std::move(facts)), files_(files) {}

Result<std::unique_ptr<Repository>> FakeRepositories::discover(const std::filesystem::path& folder) {
  const bool is_inside =
      facts_ != nullptr &&
      std::mismatch(facts_->top.begin(), facts_->top.end(), folder.begin(), folder.end()).first == facts_->top.end();
  if (!is_inside) {
    return fail(ErrorKind::kNotFound, fmt::format("{} is in no git repository", folder.string()));
  }
  return std::unique_ptr<Repository>(std::make_unique<FakeRepository>(facts_, files_));
}

}  // namespace ropewalk::ports
