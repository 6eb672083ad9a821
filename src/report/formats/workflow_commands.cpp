// Failures as workflow commands: GitHub shows them at the line of the test, in the change.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/strings.h"
#include "report/formats/formats.h"

namespace ropewalk::report {
namespace {

/// GitHub shows ten errors of a step.
constexpr std::size_t kMost = 10;

std::string escape_data(std::string_view text) {
  return replace_all(replace_all(replace_all(text, "%", "%25"), "\r", "%0D"), "\n", "%0A");
}

std::string escape_property(std::string_view text) {
  return replace_all(replace_all(escape_data(text), ":", "%3A"), ",", "%2C");
}

}  // namespace

std::string as_workflow_commands(const Report& report) {
  std::string out;
  std::size_t left = kMost;
  for (const Failure& failure : failures(report.results.tests)) {
    if (left-- == 0) {
      break;
    }
    const TestPlace place = place_of(*failure.test);
    const std::string at =
        place.line > 0 ? fmt::format("file={},line={},", escape_property(place.file), place.line) : std::string();
    out += fmt::format("::error {}title={}::{}\n", at,
                       escape_property(fmt::format("{} [{}]", failure.test->id(), fmt::join(failure.origins, ", "))),
                       escape_data(failure.test->message));
  }
  for (const GateResult& gate : report.gates) {
    if (!gate.is_open && gate.gate != "tests") {
      out += fmt::format("::error title={}::{}\n", escape_property("Gate: " + gate.gate), escape_data(gate.text));
    }
  }
  return out;
}

}  // namespace ropewalk::report
