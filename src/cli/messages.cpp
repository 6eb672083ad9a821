#include "cli/messages.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "base/display.h"
#include "base/runner_commands.h"
#include "base/strings.h"
#include "cli/exit_code.h"

namespace ropewalk::cli {
namespace {

constexpr std::size_t kIndent = 2;

/// Broken between words, with what follows the first line set in. `before` columns of that are taken already.
std::string filled(const std::string& text, std::size_t before, std::size_t columns) {
  std::string out;
  for (const std::string_view line : split(text, '\n')) {
    const std::size_t taken = out.empty() ? before : 0;
    out += out.empty() ? "" : "\n";
    if (taken + text_width(line) <= columns) {
      out += line;
      continue;
    }
    // What is taken ends in a blank, where the first line may break, too.
    const std::string begin = taken > 0 ? std::string(taken - 1, '.') + " " : "";
    const std::string whole = wrapped(begin + std::string(line), columns).front();
    const std::string first = whole.size() > taken ? whole.substr(taken) : "";
    out += first;
    for (const std::string& rest : wrapped(trim(line.substr(first.size())), columns - kIndent)) {
      out += "\n" + std::string(kIndent, ' ') + rest;
    }
  }
  return out;
}

/// On a terminal no word is torn at its edge; elsewhere a message stays one line.
Error fitted(Error error, diag::Severity severity, const Screen& screen) {
  const auto columns = static_cast<std::size_t>(std::max(screen.size().columns, 0));
  if (!screen.is_terminal(Stream::kErrors) || columns < 20) {
    return error;
  }
  constexpr std::size_t kHint = 6;  // `hint: `
  std::size_t before = diag::name(severity).size() + 2;
  if (error.place.has_place()) {
    const LineColumn at = error.place.file->locate(error.place.span.begin);
    before += text_width(fmt::format("{}:{}:{}: ", error.place.file->name(), at.line, at.column));
  }
  error.message = filled(error.message, std::min(before, columns - 1), columns);
  error.hint = filled(error.hint, kHint, columns);
  return error;
}

void tell(const Error& error, diag::Severity severity, Outside& outside) {
  Screen screen = outside.screen();
  screen.complain(
      without_commands(diag::render(fitted(error, severity, screen), severity, screen.palette(Stream::kErrors))));
}

}  // namespace

int report(const Error& error, Outside& outside) {
  tell(error, diag::Severity::kError, outside);
  return exit_code(error);
}

int report(const app::Errors& errors, Outside& outside) {
  int code = kExitSuccess;
  for (const Error& error : errors) {
    code = stronger(code, report(error, outside));
  }
  return code;
}

void warn(const std::string& message, const std::string& hint, const SourceRef& place, Outside& outside) {
  tell({ErrorKind::kInvalid, message, hint, place}, diag::Severity::kWarning, outside);
}

}  // namespace ropewalk::cli
