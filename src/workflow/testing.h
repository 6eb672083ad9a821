// Reads texts in tests and writes what came of them as lines that are easy to compare.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "workflow/problems.h"
#include "workflow/reader.h"

namespace ropewalk::workflow {

using Lines = std::vector<std::string>;

/// A file named `a.yml`.
inline SourceFilePtr file_for_test(std::string text, std::string name = "a.yml") {
  return std::make_shared<SourceFile>(std::move(name), std::move(text));
}

inline ReadWorkflowResult read_for_test(std::string text, const ReadOptions& options = {}) {
  return read_workflow(file_for_test(std::move(text)), options);
}

/// `line:column message` of every error, columns in UTF-16 units.
inline Lines lines_of(const std::vector<Error>& errors) {
  Lines lines;
  for (const Error& error : errors) {
    const LineColumn place = error.place.file->locate(error.place.span.begin, ColumnUnit::kUtf16);
    lines.push_back(std::to_string(place.line) + ":" + std::to_string(place.column) + " " + error.message);
  }
  return lines;
}

/// The errors of a workflow.
inline Lines errors_of(std::string text, const ReadOptions& options = {}) {
  return lines_of(read_for_test(std::move(text), options).errors);
}

/// The errors of a workflow with one job, whose keys are given (indented by four spaces).
inline Lines job_errors(const std::string& keys, const ReadOptions& options = {}) {
  return errors_of("on: push\njobs:\n  a:\n" + keys, options);
}

/// The errors of a workflow with one job, whose steps are given (indented by six spaces, from line 6).
inline Lines step_errors(const std::string& steps, const ReadOptions& options = {}) {
  return job_errors("    runs-on: x\n    steps:\n" + steps, options);
}

/// A loader that finds texts by their `uses:`.
inline WorkflowLoader loader_for_test(std::map<std::string, std::string> texts) {
  return [texts = std::move(texts)](std::string_view uses) -> Result<SourceFilePtr> {
    const auto found = texts.find(std::string(uses));
    if (found == texts.end()) {
      return fail(ErrorKind::kNotFound, "workflow was not found.");
    }
    return file_for_test(found->second, found->first);
  };
}

}  // namespace ropewalk::workflow
