// lcov's tracefiles: records of lines `KEY:values`, one record a source file, as geninfo(1) describes them.
#include <fmt/format.h>

#include <charconv>
#include <map>

#include "base/strings.h"
#include "report/read/readers.h"

namespace ropewalk::report {
namespace {

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

/// `DA:12,3[,checksum]`.
bool read_line(std::string_view value, FileCoverage& file) {
  const std::vector<std::string_view> parts = split(value, ',');
  int number = 0;
  std::uint64_t hits = 0;
  if (parts.size() < 2 || !read_number(parts[0], number) || number <= 0) {
    return false;
  }
  // Some writers say a negative count for a line that was hit more often than they can count.
  if (!read_number(parts[1], hits) && !parts[1].starts_with('-')) {
    return false;
  }
  file.lines[number].hits += hits;
  return true;
}

/// `BRDA:12,0,1,3`: line, block, branch, and how often it was taken, or `-`.
bool read_branch(std::string_view value, FileCoverage& file) {
  const std::vector<std::string_view> parts = split(value, ',');
  int number = 0;
  if (parts.size() < 4 || !read_number(parts[0], number) || number <= 0) {
    return false;
  }
  LineCoverage& line = file.lines[number];
  ++line.branches;
  line.branches_taken += parts[3] != "-" && parts[3] != "0" ? 1 : 0;
  return true;
}

}  // namespace

Result<Results> read_lcov(std::string_view text, const ReportFile& file) {
  Results results;
  results.files.emplace_back(file.name);
  FileCoverage current;
  std::string path;
  std::size_t number = 0;
  for (const std::string_view line : split_lines(text)) {
    ++number;
    bool is_good = true;
    if (line.starts_with("SF:")) {
      path = std::string(trim(line.substr(3)));
      current = {};
    } else if (line.starts_with("DA:")) {
      is_good = read_line(line.substr(3), current);
    } else if (line.starts_with("BRDA:")) {
      is_good = read_branch(line.substr(5), current);
    } else if (trim(line) == "end_of_record" && !path.empty()) {
      merge(results.coverage, {{std::move(path), std::move(current)}});
      path.clear();
      current = {};
    }
    if (!is_good) {
      return fail(ErrorKind::kInvalid,
                  fmt::format("{}:{}: not a line of an lcov tracefile: {:.80}", file.name, number, line));
    }
  }
  if (!path.empty()) {
    return fail(ErrorKind::kInvalid,
                fmt::format("{}:{}: the tracefile breaks off: '{}' has no end_of_record", file.name, number, path));
  }
  return results;
}

}  // namespace ropewalk::report
