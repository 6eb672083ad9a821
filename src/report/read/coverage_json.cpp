// What `coverage json` writes: lists of line numbers for each file. It says which lines ran, not how often.
#include <fmt/format.h>

#include "report/read/readers.h"

namespace ropewalk::report {
namespace {

std::vector<int> numbers(const json::object& object, std::string_view key) {
  std::vector<int> found;
  if (const json::value* list = object.if_contains(key); list != nullptr && list->is_array()) {
    for (const json::value& item : list->get_array()) {
      if (item.is_int64() && item.get_int64() > 0) {
        found.push_back(static_cast<int>(item.get_int64()));
      }
    }
  }
  return found;
}

/// `[[from, to], …]`: a negative line is a way out of the function.
void read_branches(const json::object& object, std::string_view key, bool is_taken, FileCoverage& file) {
  const json::value* list = object.if_contains(key);
  if (list == nullptr || !list->is_array()) {
    return;
  }
  for (const json::value& item : list->get_array()) {
    if (item.is_array() && item.get_array().size() == 2 && item.get_array()[0].is_int64()) {
      LineCoverage& line = file.lines[static_cast<int>(item.get_array()[0].get_int64())];
      ++line.branches;
      line.branches_taken += is_taken ? 1 : 0;
    }
  }
}

}  // namespace

Result<Results> read_coverage_json(const json::object& object, const ReportFile& file) {
  Results results;
  results.files.emplace_back(file.name);
  const json::value* files = object.if_contains("files");
  if (files == nullptr || !files->is_object()) {
    return fail(ErrorKind::kInvalid, fmt::format("{}: a coverage report without 'files'", file.name));
  }
  for (const auto& [path, value] : files->get_object()) {
    if (!value.is_object()) {
      continue;
    }
    FileCoverage& covered = results.coverage[std::string(path)];
    for (const int number : numbers(value.get_object(), "executed_lines")) {
      covered.lines[number].hits = 1;
    }
    for (const int number : numbers(value.get_object(), "missing_lines")) {
      covered.lines.try_emplace(number);
    }
    read_branches(value.get_object(), "executed_branches", true, covered);
    read_branches(value.get_object(), "missing_branches", false, covered);
  }
  return results;
}

}  // namespace ropewalk::report
