#include "plan/payloads/common.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "base/strings.h"

namespace ropewalk::plan {

std::string short_ref(std::string_view ref) {
  for (const std::string_view prefix :
       {kHeadsPrefix, kTagsPrefix, std::string_view("refs/pull/"), std::string_view("refs/")}) {
    if (ref.starts_with(prefix)) {
      return std::string(ref.substr(prefix.size()));
    }
  }
  return std::string(ref);
}

std::int64_t id_of(std::string_view name) {
  const Sha256Digest digest = sha256(name);
  return (std::int64_t{digest[0]} << 24 | std::int64_t{digest[1]} << 16 | std::int64_t{digest[2]} << 8 | digest[3]) &
         0x7FFFFFFF;
}

std::string time_of(const RepositoryFacts& facts) {
  return facts.commits.empty() || facts.commits.front().committer_date.empty() ? "1970-01-01T00:00:00Z"
                                                                               : facts.commits.front().committer_date;
}

std::string subject_of(std::string_view message) { return std::string(trim(message.substr(0, message.find('\n')))); }

std::string head_message(const RepositoryFacts& facts) {
  return facts.commits.empty() ? std::string() : facts.commits.front().message;
}

std::string working_branch(const RepositoryFacts& facts) { return facts.branch.empty() ? "detached" : facts.branch; }

std::string html_url(const RepositoryFacts& facts) { return fmt::format("{}/{}", facts.server_url, facts.full_name); }

std::string api_root(std::string_view server_url) {
  return server_url == "https://github.com" ? "https://api.github.com" : fmt::format("{}/api/v3", server_url);
}

std::string api_url(const RepositoryFacts& facts) {
  return fmt::format("{}/repos/{}", api_root(facts.server_url), facts.full_name);
}

json::object user_object(const RepositoryFacts& facts, std::string_view login) {
  return {
      {"login", login},
      {"id", id_of(login)},
      {"type", "User"},
      {"site_admin", false},
      {"url", fmt::format("{}/users/{}", api_root(facts.server_url), login)},
      {"html_url", fmt::format("{}/{}", facts.server_url, login)},
      {"avatar_url", fmt::format("{}/{}.png", facts.server_url, login)},
  };
}

json::object repository_object(const RepositoryFacts& facts) {
  const std::size_t slash = facts.full_name.find('/');
  const std::string owner = facts.full_name.substr(0, slash);
  const std::string name = slash == std::string::npos ? facts.full_name : facts.full_name.substr(slash + 1);
  return {
      {"id", id_of(facts.full_name)},
      {"name", name},
      {"full_name", facts.full_name},
      {"private", false},
      {"visibility", "public"},
      {"owner", user_object(facts, owner)},
      {"html_url", html_url(facts)},
      {"url", api_url(facts)},
      {"clone_url", html_url(facts) + ".git"},
      {"git_url", replace_all(html_url(facts), "https://", "git://") + ".git"},
      {"ssh_url", fmt::format("git@{}:{}.git", replace_all(facts.server_url, "https://", ""), facts.full_name)},
      {"default_branch", facts.default_branch},
      {"master_branch", facts.default_branch},
      {"description", nullptr},
      {"fork", false},
      {"archived", false},
      {"disabled", false},
      {"is_template", false},
      {"has_issues", true},
      {"topics", json::array()},
      {"created_at", time_of(facts)},
      {"updated_at", time_of(facts)},
      {"pushed_at", time_of(facts)},
  };
}

json::object commit_object(const RepositoryFacts& facts, const ports::Commit& commit) {
  return {
      {"id", commit.sha},
      {"tree_id", commit.tree},
      {"distinct", true},
      {"message", commit.message},
      {"timestamp", commit.committer_date},
      {"url", fmt::format("{}/commit/{}", html_url(facts), commit.sha)},
      {"author", {{"name", commit.author_name}, {"email", commit.author_email}, {"username", facts.actor}}},
      {"committer", {{"name", commit.committer_name}, {"email", commit.committer_email}, {"username", facts.actor}}},
  };
}

}  // namespace ropewalk::plan
