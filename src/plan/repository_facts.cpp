// What git says about a repository, as far as events need it.
#include "plan/repository_facts.h"

#include <algorithm>
#include <cctype>

#include "base/strings.h"

namespace ropewalk::plan {
namespace {

/// GitHub's limit of commits in a push payload.
constexpr int kMaxCommits = 2048;

struct Remote {
  std::string server_url;
  std::string full_name;
};

std::string without_git_suffix(std::string_view path) {
  while (path.ends_with('/')) {
    path.remove_suffix(1);
  }
  if (path.ends_with(".git")) {
    path.remove_suffix(4);
  }
  return std::string(path);
}

/// The last two names of a path: `owner/name`; empty when it has fewer.
std::string last_two_names(std::string_view path) {
  std::vector<std::string> names;
  for (const std::string_view name : split(path, '/')) {
    if (!name.empty()) {
      names.emplace_back(name);
    }
  }
  return names.size() < 2 ? std::string() : names[names.size() - 2] + "/" + names.back();
}

/// Reads `https://host/owner/name.git`, `ssh://git@host/owner/name` and `git@host:owner/name.git`; empty names for
/// anything else, such as a local path.
Remote read_remote(std::string_view url) {
  std::string_view host;
  std::string_view path;
  if (const std::size_t scheme = url.find("://"); scheme != std::string_view::npos) {
    if (url.starts_with("file:")) {
      return {};
    }
    std::string_view rest = url.substr(scheme + 3);
    const std::size_t slash = rest.find('/');
    if (slash == std::string_view::npos) {
      return {};
    }
    host = rest.substr(0, slash);
    path = rest.substr(slash + 1);
  } else {
    const std::size_t colon = url.find(':');
    if (colon == std::string_view::npos || url.substr(0, colon).find('/') != std::string_view::npos) {
      return {};
    }
    host = url.substr(0, colon);
    path = url.substr(colon + 1);
  }
  // User names, passwords and ssh's port are no part of the web address.
  if (const std::size_t at = host.rfind('@'); at != std::string_view::npos) {
    host.remove_prefix(at + 1);
  }
  if (url.starts_with("ssh:")) {
    host = host.substr(0, host.find(':'));
  }
  const std::string scheme = url.starts_with("http:") ? "http://" : "https://";
  return {scheme + to_lower(host), last_two_names(without_git_suffix(path))};
}

/// A name as a login: letters, digits and single hyphens.
std::string login_of(std::string_view name) {
  std::string login;
  for (const char c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      login += c;
    } else if (!login.empty() && login.back() != '-') {
      login += '-';
    }
  }
  while (login.ends_with('-')) {
    login.pop_back();
  }
  return login;
}

/// A folder's name as that of a repository: GitHub takes letters, digits, `.`, `-` and `_`, and makes `-` of the rest.
std::string repository_name(std::string_view folder) {
  std::string name;
  for (const char c : folder) {
    const bool is_plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-' || c == '_';
    if (is_plain || name.empty() || name.back() != '-') {
      name += is_plain ? c : '-';
    }
  }
  const bool is_usable = name.find_first_not_of(".-") != std::string::npos;
  return is_usable ? name : "repository";
}

void add_names(RepositoryFacts& facts, const ports::Repository& repository) {
  const Remote remote = read_remote(repository.remote_url("origin"));
  facts.full_name = remote.full_name;
  if (!remote.full_name.empty()) {
    facts.server_url = remote.server_url;
  }
  if (facts.full_name.empty()) {
    facts.full_name = "local/" + repository_name(repository.top().filename().string());
  }
  facts.default_branch = repository.default_branch();
}

/// The commit that HEAD is compared with: where it left the default branch, or its parent when it is on it.
std::string base_of(const ports::Repository& repository, const RepositoryFacts& facts, const ports::Commit& head) {
  if (facts.branch != facts.default_branch) {
    for (const std::string& name : {"refs/remotes/origin/" + facts.default_branch, facts.default_branch}) {
      const auto base = repository.merge_base(name, head.sha);
      if (base && !base->empty() && *base != head.sha) {
        return *base;
      }
    }
  }
  return head.parents.empty() ? std::string() : head.parents.front();
}

/// True when there is nothing else between the base and the commit, so that git need not be asked.
bool is_only_new_commit(const ports::Commit& commit, const std::string& base) {
  return base.empty() || (commit.parents.size() == 1 && commit.parents.front() == base);
}

}  // namespace

Result<RepositoryFacts> repository_facts(const ports::Repository& repository, Changes wanted) {
  RepositoryFacts facts;
  add_names(facts, repository);
  const auto head = repository.head();
  if (!head) {
    return fail(head.error());
  }
  facts.branch = head->branch;
  if (head->commit.empty()) {
    return facts;
  }

  const auto newest = repository.commit(head->commit);
  if (!newest) {
    return fail(newest.error());
  }
  const auto tags = repository.tags_at(head->commit);
  if (!tags) {
    return fail(tags.error());
  }
  facts.tags = *tags;
  facts.base_commit = base_of(repository, facts, *newest);
  if (is_only_new_commit(*newest, facts.base_commit)) {
    facts.commits = {*newest};
  } else {
    auto commits = repository.commits(facts.base_commit, head->commit, kMaxCommits);
    if (!commits) {
      return fail(commits.error());
    }
    facts.commits = *std::move(commits);
    if (facts.commits.empty()) {
      facts.commits.push_back(*newest);
    }
  }
  if (wanted == Changes::kAsked) {
    auto changes = repository.changes(facts.base_commit, "");
    if (!changes) {
      return fail(changes.error());
    }
    facts.changes = *std::move(changes);
  }
  const std::string login = login_of(newest->author_name);
  if (!login.empty()) {
    facts.actor = login;
  }
  return facts;
}

}  // namespace ropewalk::plan
