// The files of a pipeline: what each template becomes for one repository.
#pragma once

#include <string>
#include <vector>

#include "init/choices.h"

namespace ropewalk::init {

/// A file as it should be.
struct PipelineFile {
  /// Relative to the top.
  std::string path;
  std::string text;
  bool is_executable = false;
  /// Part of what --only names: `ci`, `dependabot`, `codeowners`, `templates`, `pre-commit`, `security`, `scripts`,
  /// `tests`, `config`, `action`, `cd`.
  std::string part;
};

/// One project with its choices.
struct ChosenProject {
  const PythonProject* project = nullptr;
  Choices choices;
};

/// How a workflow gets the program: the requirement line of the wheel, with its hash where that is known.
struct WheelPin {
  std::string version;
  /// SHA-256 in hex; empty when it is not known.
  std::string hash;
};

/// All files, in the order of their paths. Errors: kInternal, a template that is wrong.
[[nodiscard]] Result<std::vector<PipelineFile>> pipeline_files(const RepositoryFacts& facts,
                                                               const std::vector<ChosenProject>& projects,
                                                               const WheelPin& wheel);

/// The words of --only.
[[nodiscard]] std::vector<std::string_view> parts();

/// The line for a README.
[[nodiscard]] std::string badge(const std::string& repository, const std::string& workflow_file);

}  // namespace ropewalk::init
