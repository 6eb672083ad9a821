// Readers of report files, one for each format, and the one that tells the formats apart by what is in a file.
#pragma once

#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "report/results/results.h"

namespace ropewalk::report {

/// What a reader gets to know of a file besides its text.
struct ReportFile {
  /// For messages: the path as the user knows it.
  std::string_view name;
  /// What the results are called that come from it: the leg of a matrix.
  std::string_view origin;
};

/// JUnit's XML as pytest, unittest-xml-reporting, Maven and others write it.
[[nodiscard]] Result<Results> read_junit(std::string_view text, const ReportFile& file);
/// Cobertura's XML, as `coverage xml` writes it.
[[nodiscard]] Result<Results> read_cobertura(std::string_view text, const ReportFile& file);
/// lcov's tracefiles (geninfo(1)).
[[nodiscard]] Result<Results> read_lcov(std::string_view text, const ReportFile& file);
/// `coverage json`, format 2 and 3.
[[nodiscard]] Result<Results> read_coverage_json(const json::object& object, const ReportFile& file);
/// `ropewalk perf compare --json`.
[[nodiscard]] Result<Results> read_perf_comparison(const json::object& object, const ReportFile& file);
/// pytest-benchmark's `--benchmark-json`.
[[nodiscard]] Result<Results> read_pytest_benchmark(const json::object& object, const ReportFile& file);

/// Reads a report of whichever format. Errors: kInvalid for a file of none of them, with what it looks like, and what
/// the format's reader says.
[[nodiscard]] Result<Results> read_report(std::string_view text, const ReportFile& file);

/// Whether a file found in a folder may be a report, by its name: `*.xml`, `*.json`, `*.info`, `*.lcov`.
[[nodiscard]] bool is_report_name(std::string_view name);

}  // namespace ropewalk::report
