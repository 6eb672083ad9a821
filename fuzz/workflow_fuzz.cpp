// Fuzzes the readers of workflows and actions: there is a result or an error, never both, and errors stand in the file.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "workflow/problems.h"
#include "workflow/reader.h"

namespace {

void check(bool has_result, const std::vector<ropewalk::Error>& errors) {
  if (has_result != errors.empty()) {
    std::abort();
  }
  for (const ropewalk::Error& error : errors) {
    if (error.message.empty() || error.place.span.begin > error.place.file->text().size() ||
        ropewalk::workflow::github_message(error).empty()) {
      std::abort();
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ropewalk;
  const auto file = std::make_shared<SourceFile>("fuzz.yml", std::string(reinterpret_cast<const char*>(data), size));
  /// A workflow that calls anything calls itself.
  const auto workflow =
      workflow::read_workflow(file, {}, [&](std::string_view) { return Result<SourceFilePtr>(file); });
  check(workflow.workflow != nullptr, workflow.errors);
  const auto action = workflow::read_action(file);
  check(action.action != nullptr, action.errors);
  return 0;
}
