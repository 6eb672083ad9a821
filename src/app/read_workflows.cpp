#include "app/read_workflows.h"

#include <fmt/format.h>

#include <optional>
#include <string_view>
#include <utility>

#include "app/read_source.h"
#include "base/strings.h"
#include "workflow/workflow_reference.h"

namespace ropewalk::app {
namespace {

/// GitHub's reader takes a job without steps; its service refuses to start it.
std::optional<Error> idle_jobs(const workflow::Workflow& workflow) {
  std::vector<std::string> names;
  SourceRef place;
  for (const workflow::Job& job : workflow.jobs) {
    if (!job.steps.empty() || job.uses != nullptr) {
      continue;
    }
    if (names.empty()) {
      place = {workflow.file, job.id_span};
    }
    names.emplace_back(job.id);
  }
  if (names.empty()) {
    return std::nullopt;
  }
  return Error{ErrorKind::kInvalid,
               fmt::format("No steps defined in `steps` and no workflow called in `uses` for the following jobs: {}",
                           join(names, ", ")),
               "a job has `steps:`, or calls another workflow with `uses:`", place};
}

/// What is not to be had is no mistake of the workflow's.
Result<SourceFilePtr> from_elsewhere(const workflow::WorkflowReference& reference, actions::FetchedActions& store) {
  const std::size_t slash = reference.repository.find('/');
  const actions::ActionReference action{.owner = std::string(reference.repository.substr(0, slash)),
                                        .repository = std::string(reference.repository.substr(slash + 1)),
                                        .path = {},
                                        .ref = std::string(reference.version)};
  auto file = store.fetch_file(action, reference.path, {});
  if (!file && !(file.error().kind == ErrorKind::kNotFound && file.error().message == "workflow was not found.")) {
    Error error = std::move(file.error());
    error.kind = ErrorKind::kIncomplete;
    return fail(std::move(error));
  }
  return file;
}

}  // namespace

RepositoryRoot root_of(const std::filesystem::path& top, const WorkflowPath& file) {
  const std::filesystem::path folder = file.path.parent_path();
  if (folder.filename() != "workflows" || folder.parent_path().filename() != ".github") {
    return {top, {}};
  }
  const std::size_t own = fmt::format(".github/workflows/{}", file.path.filename().string()).size();
  return {folder.parent_path().parent_path(), file.name.substr(0, file.name.size() - own)};
}

workflow::WorkflowLoader local_loader(const ports::Files& files, const std::filesystem::path& top,
                                      const WorkflowPath& caller, actions::FetchedActions* store) {
  return [&files, store, root = root_of(top, caller)](std::string_view uses) -> Result<SourceFilePtr> {
    const auto reference = workflow::parse_workflow_reference(uses);
    if (!reference) {
      return fail(reference.error());
    }
    if (!reference->repository.empty() && store != nullptr) {
      return from_elsewhere(*reference, *store);
    }
    if (!reference->repository.empty()) {
      return fail(ErrorKind::kIncomplete, "it is in another repository",
                  "GitHub fetches it; its inputs, secrets, permissions and jobs are not checked here.");
    }
    const std::filesystem::path path = root.path / reference->path;
    if (files.type_followed(path) != ports::FileType::kFile) {
      return fail(ErrorKind::kNotFound, "workflow was not found.", fmt::format("{} does not exist.", path.string()));
    }
    return read_source(files, {path, fmt::format("{}{}", root.name, reference->path)});
  };
}

ReadWorkflows read_workflows(const ports::Files& files, const std::filesystem::path& top,
                             const std::vector<WorkflowPath>& paths, actions::FetchedActions* store) {
  ReadWorkflows result;
  for (const WorkflowPath& path : paths) {
    auto source = read_source(files, path);
    if (!source) {
      result.broken.push_back({path.name, {std::move(source.error())}});
      continue;
    }
    auto read = workflow::read_workflow(*source, {}, local_loader(files, top, path, store));
    if (read.workflow) {
      if (auto idle = idle_jobs(*read.workflow)) {
        read.errors.push_back(*std::move(idle));
      }
    }
    if (read.errors.empty()) {
      result.workflows.push_back(std::move(read.workflow));
    } else {
      result.broken.push_back({path.name, std::move(read.errors)});
    }
  }
  return result;
}

}  // namespace ropewalk::app
