#include "app/coverage_data.h"

#include <fmt/format.h>

#include <vector>

#include "base/strings.h"

namespace ropewalk::app {

bool is_coverage_data(std::string_view text) { return text.starts_with("SQLite format 3"); }

bool is_coverage_data_name(std::string_view name) { return name == ".coverage" || name.starts_with(".coverage."); }

Result<std::string> coverage_data_as_json(const std::filesystem::path& file, std::string_view name,
                                          const std::filesystem::path& folder, ports::Process& process,
                                          const ports::Environment& environment) {
  const std::vector<std::vector<std::string>> programs = {{"coverage"}, {"python3", "-m", "coverage"}};
  std::string said;
  for (const std::vector<std::string>& program : programs) {
    ports::ProcessRequest request;
    request.arguments = program;
    // A limit of the project's own is the gates' to judge.
    for (const char* const word : {"json", "--quiet", "--fail-under=0", "-o", "-"}) {
      request.arguments.emplace_back(word);
    }
    request.arguments.push_back("--data-file=" + file.string());
    request.working_directory = folder;
    request.environment = environment.variables();
    auto done = process.capture(request, {});
    if (done && done->outcome.exit_code == 0 && trim(done->output).starts_with('{')) {
      return std::move(done->output);
    }
    const bool is_missing = !done || done->errors.find("No module named coverage") != std::string::npos;
    if (!is_missing) {
      said = trim(done->errors.empty() ? done->output : done->errors);
      break;
    }
  }
  if (said.empty()) {
    return fail(ErrorKind::kInvalid,
                fmt::format("{}: coverage.py's data needs coverage.py to be read, and it is not here", name),
                "install it (`pip install coverage`), or write a report first: `coverage xml` or `coverage json`");
  }
  return fail(ErrorKind::kInvalid, fmt::format("{}: coverage.py says: {}", name, said),
              "it reads the sources that were measured: they have to be where they were");
}

}  // namespace ropewalk::app
