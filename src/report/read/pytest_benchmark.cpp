// What pytest-benchmark writes with --benchmark-json: times in seconds.
#include <fmt/format.h>

#include "report/read/readers.h"

namespace ropewalk::report {
namespace {

double number(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  if (value == nullptr) {
    return 0;
  }
  return value->is_double() ? value->get_double() : value->is_int64() ? static_cast<double>(value->get_int64()) : 0;
}

}  // namespace

Result<Results> read_pytest_benchmark(const json::object& object, const ReportFile& file) {
  Results results;
  results.files.emplace_back(file.name);
  const json::value* list = object.if_contains("benchmarks");
  if (list == nullptr || !list->is_array()) {
    return fail(ErrorKind::kInvalid, fmt::format("{}: a benchmark report without a list 'benchmarks'", file.name));
  }
  for (const json::value& item : list->get_array()) {
    const json::value* stats = item.is_object() ? item.get_object().if_contains("stats") : nullptr;
    if (stats == nullptr || !stats->is_object()) {
      return fail(ErrorKind::kInvalid, fmt::format("{}: a benchmark without 'stats'", file.name));
    }
    const json::object& figures = stats->get_object();
    using Seconds = Benchmark::Seconds;
    results.benchmarks.push_back({.origin = std::string(file.origin),
                                  .name = std::string(string_member(item.get_object(), "name")),
                                  .median = Seconds(number(figures, "median")),
                                  .mean = Seconds(number(figures, "mean")),
                                  .least = Seconds(number(figures, "min")),
                                  .most = Seconds(number(figures, "max")),
                                  .spread = Seconds(number(figures, "iqr")),
                                  .rounds = static_cast<std::uint64_t>(number(figures, "rounds"))});
  }
  return results;
}

}  // namespace ropewalk::report
