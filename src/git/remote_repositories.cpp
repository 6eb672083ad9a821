#include "git/remote_repositories.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "base/strings.h"

namespace ropewalk::git {
namespace {

namespace fs = std::filesystem;

/// No prompt may wait for an answer that nobody can give: jobs run beside one another.
const ports::EnvironmentList kNoPrompts{
    {"GIT_ASKPASS", "true"}, {"SSH_ASKPASS", "true"}, {"GIT_SSH_COMMAND", "ssh -oBatchMode=yes"}};

bool is_commit_id(std::string_view text) {
  return text.size() == 40 && std::all_of(text.begin(), text.end(),
                                          [](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; });
}

/// git's own words without those about our call of it.
Error about(Error error, const std::string& url) {
  constexpr std::string_view kWhere = " failed in ";
  const std::size_t where = error.message.find(kWhere);
  const std::size_t words = where == std::string::npos ? where : error.message.find(": ", where);
  if (words != std::string::npos) {
    error.message = fmt::format("git cannot read {}: {}", url, error.message.substr(words + 2));
  }
  return error;
}

}  // namespace

Result<std::string> GitRemoteRepositories::resolve(const std::string& url, const std::string& ref,
                                                   std::stop_token stop) {
  if (is_commit_id(ref)) {
    return to_lower(ref);
  }
  const GitFolder nowhere{"/", "/nonexistent", "/nonexistent"};
  const std::array names = {"refs/tags/" + ref + "^{}", "refs/tags/" + ref, ref == "HEAD" ? ref : "refs/heads/" + ref};
  auto listed = git_.run(nowhere, Settings::kUsers, {"ls-remote", "--quiet", "--", url, names[0], names[1], names[2]},
                         {.environment = kNoPrompts, .input = {}, .stop = std::move(stop)});
  if (!listed) {
    return fail(about(std::move(listed.error()), url));
  }
  for (const std::string& name : names) {
    for (const std::string_view line : split_lines(*listed)) {
      const std::size_t tab = line.find('\t');
      if (tab != std::string_view::npos && line.substr(tab + 1) == name) {
        return std::string(line.substr(0, tab));
      }
    }
  }
  return fail(ErrorKind::kNotFound, fmt::format("{} has no tag or branch '{}'", url, ref));
}

Result<void> GitRemoteRepositories::fetch(const std::string& url, const std::string& commit, const fs::path& folder,
                                          std::stop_token stop) {
  const auto objects = files_.make_temporary_directory(folder.parent_path(), "fetch-");
  if (!objects) {
    return fail(objects.error());
  }
  const GitFolder place{folder, *objects / "objects.git", *objects / "objects.git"};
  const std::vector<std::vector<std::string>> commands{
      {"init", "--quiet", "--template="},
      {"fetch", "--quiet", "--depth=1", "--no-tags", "--", url, commit},
      {"-c", "core.autocrlf=false", "checkout", "--quiet", "--force", commit, "--", "."}};
  Result<void> fetched;
  for (const std::vector<std::string>& command : commands) {
    auto done = git_.run(place, Settings::kUsers, command, {.environment = kNoPrompts, .input = {}, .stop = stop});
    if (!done) {
      fetched = fail(about(std::move(done.error()), url));
      break;
    }
  }
  static_cast<void>(files_.remove_all(*objects));
  return fetched;
}

}  // namespace ropewalk::git
