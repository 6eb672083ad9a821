#include "app/local_actions.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "actions/action_folder.h"
#include "actions/is_within.h"
#include "lint/known_action.h"
#include "lint/visit.h"

namespace ropewalk::app {
namespace {

using ReadAction = Result<std::shared_ptr<const workflow::ActionFile>>;

/// What is behind `./` or `$/`; empty for the top.
std::filesystem::path folder_name(std::string_view uses) {
  const std::filesystem::path name = std::filesystem::path(uses.substr(uses.find('/') + 1)).lexically_normal();
  return name == "." ? std::filesystem::path() : name;
}

/// Canonical; nothing for what is no folder of the repository.
std::optional<std::filesystem::path> folder_of(std::string_view uses, const ports::Files& files,
                                               const RepositoryRoot& repository) {
  const auto top = files.canonical(repository.path);
  const auto folder = files.canonical(repository.path / folder_name(uses));
  return top && folder && actions::is_within(*folder, *top) ? std::optional(*folder) : std::nullopt;
}

ReadAction read_action(std::string_view uses, const ports::Files& files, const RepositoryRoot& repository) {
  const auto folder = folder_of(uses, files, repository);
  if (!folder) {
    return fail(ErrorKind::kNotFound, fmt::format("{} is no folder of this repository", uses));
  }
  auto action = actions::read_action_folder(*folder, *files.canonical(repository.path),
                                            repository.name + folder_name(uses).string(), files);
  if (!action) {
    return fail(std::move(action.error()));
  }
  return std::move(action->file);
}

}  // namespace

lint::LocalActions local_actions(const ports::Files& files, const RepositoryRoot& repository) {
  return [&files, repository,
          known = std::make_shared<std::map<std::string, ReadAction, std::less<>>>()](std::string_view uses) {
    const auto found = known->find(uses);
    return found != known->end()
               ? found->second
               : known->emplace(std::string(uses), read_action(uses, files, repository)).first->second;
  };
}

std::vector<WorkflowPath> local_action_files(const std::vector<workflow::Step>& steps, const ports::Files& files,
                                             const RepositoryRoot& repository) {
  std::vector<WorkflowPath> paths;
  lint::for_each_step(steps, [&](const workflow::Step& step) {
    const std::string_view uses = lint::own_folder(step);
    const auto folder = uses.empty() ? std::nullopt : folder_of(uses, files, repository);
    for (const std::string_view name : {"action.yml", "action.yaml"}) {
      if (!folder || files.type_followed(*folder / name) != ports::FileType::kFile) {
        continue;
      }
      WorkflowPath path{*folder / name, repository.name + (folder_name(uses) / name).string()};
      if (std::ranges::find(paths, path.path, &WorkflowPath::path) == paths.end()) {
        paths.push_back(std::move(path));
      }
      break;
    }
  });
  return paths;
}

}  // namespace ropewalk::app
