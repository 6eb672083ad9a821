// What `ropewalk perf compare --json` prints (schemas/perf-compare.schema.json).
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "report/read/readers.h"

namespace ropewalk::report {
namespace {

constexpr std::array<std::string_view, 4> kVerdicts{"same", "slower", "faster", "inconclusive"};

Result<double> number(const json::object& object, std::string_view key, const ReportFile& file) {
  const json::value* value = object.if_contains(key);
  if (value != nullptr && value->is_number()) {
    return value->to_number<double>();
  }
  return fail(ErrorKind::kInvalid, fmt::format("{}: a comparison without the number '{}'", file.name, key));
}

}  // namespace

Result<Results> read_perf_comparison(const json::object& object, const ReportFile& file) {
  Results results;
  results.files.emplace_back(file.name);
  const json::value* list = object.if_contains("benchmarks");
  if (list == nullptr || !list->is_array()) {
    return fail(ErrorKind::kInvalid, fmt::format("{}: a comparison without a list 'benchmarks'", file.name));
  }
  const json::value* allowed = object.if_contains("allow_inconclusive");
  const bool may_be_inconclusive = allowed != nullptr && allowed->is_bool() && allowed->get_bool();
  for (const json::value& item : list->get_array()) {
    if (!item.is_object()) {
      return fail(ErrorKind::kInvalid, fmt::format("{}: a comparison that is not an object", file.name));
    }
    const json::object& one = item.get_object();
    Comparison comparison{.origin = std::string(file.origin),
                          .name = std::string(string_member(one, "name")),
                          .verdict = std::string(string_member(one, "verdict"))};
    if (std::find(kVerdicts.begin(), kVerdicts.end(), comparison.verdict) == kVerdicts.end()) {
      return fail(ErrorKind::kInvalid,
                  fmt::format("{}: a comparison with the verdict '{:.40}'", file.name, comparison.verdict),
                  "verdicts are same, slower, faster and inconclusive");
    }
    const auto shift = number(one, "shift", file);
    const auto low = number(one, "low", file);
    const auto high = number(one, "high", file);
    const auto pairs = number(one, "pairs", file);
    for (const auto* read : {&shift, &low, &high, &pairs}) {
      if (!*read) {
        return fail(read->error());
      }
    }
    comparison.shift = *shift;
    comparison.low = *low;
    comparison.high = *high;
    comparison.pairs = *pairs < 0 ? 0 : static_cast<std::uint64_t>(*pairs);
    comparison.may_be_inconclusive = may_be_inconclusive;
    results.comparisons.push_back(std::move(comparison));
  }
  return results;
}

}  // namespace ropewalk::report
