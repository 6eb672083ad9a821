#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/strings.h"
#include "perf/formats/formats.h"

namespace ropewalk::perf {
namespace {

std::optional<Measurements> read_value(const json::value& value, std::string_view name) {
  for (auto* read : {read_pytest_benchmark, read_google_benchmark, read_hyperfine, read_jmh, read_generic}) {
    if (auto found = read(value)) {
      return found;
    }
  }
  return read_criterion(value, name);
}

/// One of each name: the best. What is no time at all is left out.
Measurements best_of(Measurements all) {
  Measurements best;
  for (Measured& one : all) {
    if (!(one.value > 0) || !std::isfinite(one.value)) {
      continue;
    }
    const auto found =
        std::find_if(best.begin(), best.end(), [&](const Measured& other) { return other.name == one.name; });
    if (found == best.end()) {
      best.push_back(std::move(one));
    } else {
      found->value = std::min(found->value, one.value);
    }
  }
  return best;
}

}  // namespace

std::optional<double> number_member(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  if (value == nullptr || !value->is_number()) {
    return std::nullopt;
  }
  return value->to_number<double>();
}

std::optional<double> seconds_of(double value, std::string_view unit) {
  for (const auto& [name, seconds] : {std::pair{"ns", 1e-9}, {"us", 1e-6}, {"µs", 1e-6}, {"ms", 1e-3}, {"s", 1.0}}) {
    if (unit == name) {
      return value * seconds;
    }
  }
  return std::nullopt;
}

Result<Measurements> read_measurements(std::string_view text, std::string_view name) {
  Measurements all;
  auto whole = parse_json(text, name);
  if (whole) {
    auto found = read_value(*whole, name);
    if (!found) {
      return fail(
          ErrorKind::kInvalid, fmt::format("{} has results of no benchmark tool that is known", name),
          "pytest-benchmark, Google Benchmark, hyperfine, JMH, criterion, or [{\"name\", \"unit\", \"value\"}]");
    }
    return best_of(std::move(*found));
  }
  bool has_any = false;
  for (const std::string_view line : split_lines(text)) {
    const auto value = trim(line).starts_with('{') ? parse_json(line, name) : fail(ErrorKind::kInvalid, "");
    auto found = value ? read_value(*value, name) : std::nullopt;
    if (found) {
      has_any = true;
      all.insert(all.end(), found->begin(), found->end());
    }
  }
  if (!has_any) {
    return fail(std::move(whole.error()));
  }
  return best_of(std::move(all));
}

}  // namespace ropewalk::perf
