// error, warning, notice: annotations, with GitHub's rules for lines and columns.
#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "base/strings.h"
#include "engine/commands/processor.h"
#include "engine/matchers/problem.h"
#include "engine/step_effects.h"

namespace ropewalk::engine {
namespace {

std::optional<int> number(std::string_view text) {
  text = trim(text);
  if (!text.empty() && text.front() == '+') {
    text.remove_prefix(1);
  }
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

/// Completes and drops as GitHub does (IssueCommandExtension.ValidateLinesAndColumns), in the same order.
void check_lines_and_columns(Command& command, StepLog& log) {
  const auto say = [&](std::string_view rule) {
    log.debug(fmt::format("Invalid {} command value. {}", command.name, rule));
  };
  auto line = number(command.property("line"));
  const auto end_line = number(command.property("endLine"));
  auto column = number(command.property("col"));
  const auto end_column = number(command.property("endColumn"));
  const bool has_column = column.has_value() || end_column.has_value();

  if (end_line && !line) {
    say("'endLine' can only be set if 'line' is provided");
    command.set_property("line", std::string(command.property("endLine")));
    line = end_line;
    // GitHub keeps the old number for its last rule but one; there the two are equal then.
  }
  if (end_column && !column) {
    say("'endColumn' can only be set if 'col' is provided");
    command.set_property("col", std::string(command.property("endColumn")));
    column = end_column;
  }
  const auto drop_columns = [&] {
    command.remove_property("col");
    command.remove_property("endColumn");
  };
  if (!line && has_column) {
    say("'col' and 'endColumn' can only be set if 'line' value is provided.");
    drop_columns();
  }
  if (end_line && command.property("line") != command.property("endLine") && has_column) {
    say("'col' and 'endColumn' cannot be set if 'line' and 'endLine' are different values.");
    drop_columns();
  }
  if (line && end_line && *end_line < *line) {
    say("'endLine' cannot be less than 'line'.");
    command.remove_property("line");
    command.remove_property("endLine");
  }
  if (column && end_column && *end_column < *column) {
    say("'endColumn' cannot be less than 'col'.");
    drop_columns();
  }
}

record::AnnotationLevel level_of(std::string_view command) {
  if (equals_ignoring_case(command, "warning")) {
    return record::AnnotationLevel::kWarning;
  }
  return equals_ignoring_case(command, "notice") ? record::AnnotationLevel::kNotice : record::AnnotationLevel::kError;
}

std::string shown_file(const StepEffects& step, std::string_view file) {
  const std::filesystem::path path(file);
  if (file.empty() || path.is_relative()) {
    return std::string(file);
  }
  const auto relative = path_in_repository(step.files, step.workspace, path.lexically_normal());
  return relative.value_or(std::string(file));
}

}  // namespace

Result<void> run_issue_command(StepEffects& step, Command& command) {
  check_lines_and_columns(command, step.log);
  const auto number_of = [&](std::string_view key) { return number(command.property(key)).value_or(0); };
  step.log.issue({.level = level_of(command.name),
                  .message = command.data,
                  .title = std::string(command.property("title")),
                  .file = shown_file(step, command.property("file")),
                  .line = number_of("line"),
                  .end_line = number_of("endLine"),
                  .column = number_of("col"),
                  .end_column = number_of("endColumn")});
  return {};
}

}  // namespace ropewalk::engine
