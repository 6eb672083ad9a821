// Tells report files apart by what is in them: their names are the users'.
#include <fmt/format.h>

#include "base/strings.h"
#include "report/read/readers.h"
#include "report/read/xml.h"

namespace ropewalk::report {
namespace {

constexpr std::string_view kKnown =
    "known are JUnit and Cobertura XML, lcov, `coverage json` and pytest-benchmark JSON, and `ropewalk perf compare`";

/// The name of an XML text's first element.
std::string_view root_name(std::string_view text) {
  std::size_t at = 0;
  while ((at = text.find('<', at)) != std::string_view::npos) {
    ++at;
    if (text.substr(at).starts_with("!--")) {
      at = text.find("-->", at);
      continue;
    }
    if (at < text.size() && text[at] != '?' && text[at] != '!') {
      const std::size_t end = text.find_first_of(" \t\r\n/>", at);
      return text.substr(at, end == std::string_view::npos ? end : end - at);
    }
  }
  return {};
}

Result<Results> read_json_report(std::string_view text, const ReportFile& file) {
  auto value = parse_json(text, file.name);
  if (!value) {
    return fail(std::move(value.error()));
  }
  if (value->is_object()) {
    const json::object& object = value->get_object();
    if (object.contains("benchmarks") && object.contains("base") && object.contains("head")) {
      return read_perf_comparison(object, file);
    }
    if (object.contains("benchmarks")) {
      return read_pytest_benchmark(object, file);
    }
    if (object.contains("files") && object.contains("totals")) {
      return read_coverage_json(object, file);
    }
  }
  return fail(ErrorKind::kInvalid, fmt::format("{}: JSON of a kind that is not known", file.name), std::string(kKnown));
}

}  // namespace

Result<Results> read_report(std::string_view text, const ReportFile& file) {
  const std::string_view begin = trim(text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text);
  if (begin.starts_with('<')) {
    const std::string_view root = root_name(begin);
    if (root == "testsuites" || root == "testsuite") {
      return read_junit(text, file);
    }
    if (root == "coverage") {
      return read_cobertura(text, file);
    }
    return fail(ErrorKind::kInvalid, fmt::format("{}: XML with the root '{:.40}'", file.name, root),
                std::string(kKnown));
  }
  if (begin.starts_with('{')) {
    return read_json_report(text, file);
  }
  if (begin.starts_with("TN:") || begin.starts_with("SF:")) {
    return read_lcov(text, file);
  }
  if (begin.starts_with("SQLite format 3")) {
    return fail(ErrorKind::kInvalid,
                fmt::format("{}: a data file of coverage.py, which needs the sources to be read", file.name),
                "write a report of it first: `coverage xml` or `coverage json`");
  }
  if (begin.empty()) {
    return fail(ErrorKind::kInvalid, fmt::format("{}: the report is empty", file.name),
                "what writes it may have been stopped before its end");
  }
  return fail(ErrorKind::kInvalid, fmt::format("{}: not a report of a known kind", file.name), std::string(kKnown));
}

bool is_report_name(std::string_view name) {
  const std::string lower = to_lower(name);
  return lower.ends_with(".xml") || lower.ends_with(".json") || lower.ends_with(".info") || lower.ends_with(".lcov");
}

}  // namespace ropewalk::report
