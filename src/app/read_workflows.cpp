#include "app/read_workflows.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace ropewalk::app {

Result<SourceFilePtr> read_source(const ports::Files& files, const std::filesystem::path& path,
                                  const std::string& name) {
  auto text = files.read(path);
  if (!text) return fail(std::move(text.error()));
  return SourceFilePtr(std::make_shared<const SourceFile>(name, std::move(*text)));
}

workflow::WorkflowLoader local_loader(const ports::Files& files, const std::filesystem::path& top) {
  return [&files, top](std::string_view uses) -> Result<SourceFilePtr> {
    constexpr std::string_view kHere = "./";
    if (!uses.starts_with(kHere)) {
      return fail(ErrorKind::kNotFound, fmt::format("the workflow '{}' is in another repository", uses),
                  "only workflows of this repository (./.github/workflows/…) can be called here");
    }
    const std::string name(uses.substr(kHere.size()));
    if (files.type_followed(top / name) != ports::FileType::kFile) {
      return fail(ErrorKind::kNotFound, fmt::format("the called workflow '{}' is not there", uses));
    }
    return read_source(files, top / name, name);
  };
}

Checked<Workflows> read_workflows(const ports::Files& files, const std::filesystem::path& top,
                                  const std::vector<WorkflowPath>& paths) {
  Workflows workflows;
  Errors errors;
  const workflow::WorkflowLoader load = local_loader(files, top);
  for (const WorkflowPath& path : paths) {
    auto source = read_source(files, path.path, path.name);
    if (!source) {
      errors.push_back(std::move(source.error()));
      continue;
    }
    auto read = workflow::read_workflow(*source, {}, load);
    if (read.workflow) workflows.push_back(std::move(read.workflow));
    for (Error& error : read.errors) errors.push_back(std::move(error));
  }
  if (!errors.empty()) return tl::unexpected<Errors>(std::move(errors));
  return workflows;
}

}  // namespace ropewalk::app
