#include "engine/step/log_error.h"

#include <fmt/format.h>

#include "base/strings.h"
#include "diag/render.h"

namespace ropewalk::engine {

void log_error(RunningStep& step, Error error) {
  if (!error.place.has_place()) {
    error.place = step.place;
  }
  Issue issue{.level = record::AnnotationLevel::kError, .message = error.message};
  std::string shown = error.message;
  if (error.place.has_place()) {
    const std::string& file = error.place.file->name();
    const LineColumn at = error.place.file->locate(error.place.span.begin);
    issue.file = file;
    issue.line = static_cast<int>(at.line);
    issue.column = static_cast<int>(at.column);
    // Some of GitHub's own messages name the place themselves.
    if (error.message.find(file) == std::string::npos) {
      shown = fmt::format("{}:{}:{}: {}", file, at.line, at.column, error.message);
    }
  }
  step.log.issue(std::move(issue), shown);
  const std::string excerpt = diag::excerpt(error.place);
  for (const std::string_view line : split_lines(excerpt)) {
    step.log.text(line);
  }
  if (!error.hint.empty()) {
    step.log.text(fmt::format("hint: {}", error.hint));
  }
}

}  // namespace ropewalk::engine
