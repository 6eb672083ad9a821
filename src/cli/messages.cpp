#include "cli/messages.h"

#include <string>

#include "cli/exit_code.h"

namespace ropewalk::cli {
namespace {

void tell(const Error& error, diag::Severity severity, Outside& outside) {
  Screen screen = outside.screen();
  screen.complain(diag::render(error, severity, screen.palette(Stream::kErrors)));
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
