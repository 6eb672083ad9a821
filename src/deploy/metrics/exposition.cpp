#include "deploy/metrics/exposition.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/strings.h"

namespace ropewalk::deploy {
namespace {

/// A label's value is cut here: nobody reads more, and each series is kept whole.
constexpr std::size_t kMostLabelBytes = 128;

std::string escaped(std::string_view text, bool is_label) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::uint32_t letter = next_code_point(text, at);
    if (letter == '\\') {
      out += "\\\\";
    } else if (letter == '\n') {
      out += "\\n";
    } else if (letter == '"' && is_label) {
      out += "\\\"";
    } else {
      append_utf8(out, letter >= kFirstNoCodePoint ? 0xFFFD : letter);
    }
    if (is_label && out.size() >= kMostLabelBytes) {
      break;
    }
  }
  return out;
}

std::string number_text(double value) {
  if (std::isnan(value)) {
    return "NaN";
  }
  if (std::isinf(value)) {
    return value > 0 ? "+Inf" : "-Inf";
  }
  return fmt::format("{}", value);
}

std::string labels_text(const Labels& labels, std::string_view more = "") {
  std::string text;
  for (const auto& [name, value] : labels) {
    text += fmt::format("{}{}=\"{}\"", text.empty() ? "" : ",", name, escaped(value, true));
  }
  if (!more.empty()) {
    text += fmt::format("{}{}", text.empty() ? "" : ",", more);
  }
  return text.empty() ? text : "{" + text + "}";
}

std::string_view word(MetricType type) {
  switch (type) {
    case MetricType::kCounter: return "counter";
    case MetricType::kGauge: return "gauge";
    case MetricType::kHistogram: return "histogram";
  }
  return "";
}

}  // namespace

Exposition::Series& Exposition::series_of(Family& family, Labels labels) {
  std::string key = labels_text(labels);
  const std::size_t most = family.type == MetricType::kHistogram ? kMostHistograms : kMostSeries;
  if (!family.series.contains(key) && family.series.size() >= most - 1) {
    for (auto& [name, value] : labels) {
      value = "other";
    }
    key = labels_text(labels);
  }
  Series& series = family.series[key];
  series.labels = std::move(labels);
  return series;
}

void Exposition::add(std::string_view family, MetricType type, std::string_view help, const Labels& labels,
                     double value) {
  Family& one = families_.try_emplace(std::string(family), Family{type, std::string(help)}).first->second;
  Series& series = series_of(one, labels);
  series.value = type == MetricType::kCounter ? series.value + value : value;
}

void Exposition::observe(std::string_view family, std::string_view help, const std::vector<double>& bounds,
                         const Labels& labels, double value) {
  Family& one = families_.try_emplace(std::string(family), Family{MetricType::kHistogram, std::string(help), bounds})
                    .first->second;
  Series& series = series_of(one, labels);
  series.counts.resize(one.bounds.size());
  for (std::size_t at = 0; at < one.bounds.size(); ++at) {
    series.counts[at] += value <= one.bounds[at] ? 1 : 0;
  }
  series.count += 1;
  series.value += value;
}

std::string Exposition::text() const {
  std::string text;
  for (const auto& [name, family] : families_) {
    text += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, escaped(family.help, false), name, word(family.type));
    for (const auto& [key, series] : family.series) {
      if (family.type != MetricType::kHistogram) {
        text += fmt::format("{}{} {}\n", name, labels_text(series.labels), number_text(series.value));
        continue;
      }
      for (std::size_t at = 0; at < family.bounds.size(); ++at) {
        const std::string bound = fmt::format("le=\"{}\"", number_text(family.bounds[at]));
        text += fmt::format("{}_bucket{} {}\n", name, labels_text(series.labels, bound), series.counts[at]);
      }
      text += fmt::format("{}_bucket{} {}\n", name, labels_text(series.labels, "le=\"+Inf\""), series.count);
      text += fmt::format("{}_sum{} {}\n", name, labels_text(series.labels), number_text(series.value));
      text += fmt::format("{}_count{} {}\n", name, labels_text(series.labels), series.count);
    }
  }
  return text;
}

}  // namespace ropewalk::deploy
