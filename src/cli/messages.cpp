#include "cli/messages.h"

#include <string>

#include "cli/exit_code.h"

namespace ropewalk::cli {
namespace {

bool is_set(const std::optional<std::string>& value) { return value && !value->empty(); }

diag::Palette palette_of_errors(Outside& outside) {
  return diag::Palette(shows_colours(ports::Stream::kErrors, outside));
}

}  // namespace

bool shows_colours(ports::Stream stream, Outside& outside) {
  const ports::Environment& environment = outside.environment();
  if (is_set(environment.variable("NO_COLOR"))) {
    return false;
  }
  const auto force = environment.variable("CLICOLOR_FORCE");
  if (is_set(force) && *force != "0") {
    return true;
  }
  if (environment.variable("CLICOLOR") == "0" || environment.variable("TERM") == "dumb") {
    return false;
  }
  return outside.terminal().is_terminal(stream);
}

int report(const Error& error, Outside& outside) {
  outside.terminal().write(ports::Stream::kErrors,
                           diag::render(error, diag::Severity::kError, palette_of_errors(outside)));
  return exit_code(error.kind);
}

int report(const app::Errors& errors, Outside& outside) {
  int code = kExitSuccess;
  for (const Error& error : errors) {
    code = stronger(code, report(error, outside));
  }
  return code;
}

void warn(const std::string& message, const std::string& hint, const SourceRef& place, Outside& outside) {
  const Error shown{ErrorKind::kInvalid, message, hint, place};
  outside.terminal().write(ports::Stream::kErrors,
                           diag::render(shown, diag::Severity::kWarning, palette_of_errors(outside)));
}

}  // namespace ropewalk::cli
