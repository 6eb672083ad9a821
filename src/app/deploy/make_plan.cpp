#include "app/deploy/make_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "deploy/discover/discover.h"
#include "deploy/targets/tree.h"
#include "toml/read_toml.h"

namespace ropewalk::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kShortCommit = 10;
constexpr std::size_t kShortDigest = 12;

/// A tree to deploy from: that of a commit, or the folder itself outside of a repository.
struct Source {
  fs::path folder;
  std::string commit;
  std::string version;
  std::string author;
};

Result<Source> take_commit(ports::Repository& repository, const std::string& wanted, const fs::path& folder) {
  const auto id = repository.resolve(wanted.empty() ? "HEAD" : wanted);
  if (!id) {
    return fail(ErrorKind::kUsage, fmt::format("no commit, tag or branch '{}'", wanted.empty() ? "HEAD" : wanted),
                wanted.empty() ? "commit something first" : "`git log` shows what there is");
  }
  const auto commit = repository.commit(*id);
  if (!commit) {
    return fail(commit.error());
  }
  std::error_code error;
  std::string below = fs::relative(folder, repository.top(), error).generic_string();
  below = below == "." ? "" : below;
  auto tree = repository.extract(*id, below);
  if (!tree) {
    return fail(std::move(tree.error()));
  }
  const auto tags = repository.tags_at(*id);
  return Source{.folder = below.empty() ? *tree : *tree / below,
                .commit = *id,
                .version = tags && !tags->empty() ? tags->back() : id->substr(0, kShortCommit),
                .author = fmt::format("{} <{}>", commit->author_name, commit->author_email)};
}

}  // namespace

ServicePlace find_service_place(const ports::Files& files, const Place& place, bool has_directory) {
  ServicePlace found{.folder = has_directory ? place.base : place.top, .name = {}};
  if (!has_directory) {
    for (fs::path folder = place.base; !folder.empty(); folder = folder.parent_path()) {
      if (deploy::may_hold_service(files, folder)) {
        found.folder = folder;
        break;
      }
      if (folder == place.top || folder == folder.root_path()) {
        break;
      }
    }
  }
  found.name = found.folder.filename().string();
  const auto text = files.read(found.folder / "pyproject.toml");
  if (const auto project = text ? toml::read_toml(*text, "pyproject.toml") : Result<json::object>(json::object())) {
    for (const char* const path : {"tool.poetry.name", "project.name"}) {
      const std::string_view name = toml::text(*project, path);
      found.name = name.empty() ? found.name : std::string(name);
    }
  }
  return found;
}

Checked<MadePlan> make_plan(const PlanRequest& request, const Place& place, const ServicePlace& service,
                            const deploy::Machine& machine) {
  MadePlan made;
  deploy::Plan& plan = made.plan;
  Source source{.folder = service.folder, .commit = {}, .version = {}, .author = {}};
  const bool has_commit = place.repository && place.repository->head() && !place.repository->head()->commit.empty();
  if (has_commit) {
    auto taken = take_commit(*place.repository, request.version, service.folder);
    if (!taken) {
      return fail_with(std::move(taken.error()));
    }
    source = std::move(*taken);
    const auto head = place.repository->head();
    made.branch = request.version.empty() ? head->branch : request.version;
    if (auto tags = place.repository->tags_at(source.commit)) {
      made.tags = std::move(*tags);
    }
    if (request.version.empty()) {
      const auto changes = place.repository->changes("HEAD", "");
      if (changes && !changes->empty()) {
        made.warnings.push_back(fmt::format("{} changed {} not deployed: what is deployed is the commit {}",
                                            changes->size(), changes->size() == 1 ? "file is" : "files are",
                                            source.version));
      }
    }
  } else if (!request.version.empty()) {
    return fail_with(
        {ErrorKind::kUsage, fmt::format("no version '{}': this folder is in no git repository", request.version)});
  }
  auto found = deploy::find_service(machine.files, source.folder);
  if (!found) {
    Error error = found.error();
    error.message = fmt::format("no service was found in '{}'", service.folder.string());
    return fail_with(std::move(error));
  }
  auto digest = deploy::digest_of_tree(machine.files, source.folder);
  if (!digest) {
    return fail_with(std::move(digest.error()));
  }
  plan.service = std::move(found->spec);
  plan.service.name = service.name;
  made.notes = std::move(found->notes);
  plan.rules.name = request.environment;
  plan.commit = source.commit;
  plan.author = source.author;
  plan.digest = *digest;
  plan.version =
      source.version.empty() ? digest->substr(std::string_view("sha256:").size(), kShortDigest) : source.version;
  plan.source = source.folder.string();
  return made;
}

}  // namespace ropewalk::app
