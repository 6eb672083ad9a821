#include "perf/history/page.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/markup.h"

namespace ropewalk::perf {
namespace {

// The chart's own units: it is drawn as wide as the page is.
constexpr double kWidth = 800;
constexpr double kHeight = 220;
constexpr double kLeft = 64;
constexpr double kRight = 12;
constexpr double kTop = 12;
constexpr double kBottom = 24;
constexpr std::size_t kShownCommit = 10;

constexpr std::string_view kHead = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Performance history</title>
<style>
:root { color-scheme: light dark; --ink: #1c2024; --dim: #5b6470; --paper: #ffffff; --card: #f6f7f9; --line: #d5dae0;
  --data: #2460c8; --worse: #b3261e; --better: #1a7f43; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaed; --dim: #a2abb6; --paper: #14171a; --card: #1d2125;
  --line: #3a4149; --data: #82aaff; --worse: #ff8a80; --better: #6fd694; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; }
section { margin: 1rem 0; padding: 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
h1 { font-size: 1.5rem; } h2 { margin: 0; font-size: 1.1rem; overflow-wrap: anywhere; }
p { margin: .25rem 0; color: var(--dim); }
svg { display: block; width: 100%; min-width: 34rem; height: auto; }
svg text { fill: var(--dim); font: 12px system-ui, sans-serif; }
.grid { stroke: var(--line); } .data { fill: none; stroke: var(--data); stroke-width: 1.5; opacity: .6; }
.point { fill: var(--data); } .level { stroke: var(--ink); stroke-width: 2; }
.worse { stroke: var(--worse); fill: var(--worse); } .better { stroke: var(--better); fill: var(--better); }
.mark { stroke-width: 1.5; stroke-dasharray: 4 3; }
.scroll { overflow-x: auto; }
/* A chart that is wider than its place shows its newest points first. */
.newest { direction: rtl; } .newest > * { direction: ltr; }
@media (max-width: 40rem) { svg text { font-size: 17px; } }
table { border-collapse: collapse; width: 100%; } th, td { padding: .25rem .75rem .25rem 0; text-align: left; white-space: nowrap; }
th { color: var(--dim); font-weight: 600; } code { font: .9em ui-monospace, monospace; }
td.worse { color: var(--worse); } td.better { color: var(--better); }
</style>
</head>
<body>
<main>
)";

/// Places of a series in its chart; the axis of values begins below the lowest and not at zero.
class Scale {
 public:
  explicit Scale(const std::vector<Point>& points) : count_(points.size()) {
    const auto [low, high] = std::minmax_element(points.begin(), points.end(),
                                                 [](const Point& a, const Point& b) { return a.value < b.value; });
    const double room = std::max((high->value - low->value) * 0.1, high->value * 0.01);
    low_ = std::max(0.0, low->value - room);
    high_ = std::max(high->value + room, low_ + 1e-300);
  }

  [[nodiscard]] double x(double index) const {
    const double share = count_ > 1 ? index / static_cast<double>(count_ - 1) : 0.5;
    return kLeft + share * (kWidth - kLeft - kRight);
  }
  [[nodiscard]] double y(double value) const {
    return kTop + (high_ - value) / (high_ - low_) * (kHeight - kTop - kBottom);
  }
  [[nodiscard]] double at(double share) const { return low_ + share * (high_ - low_); }

 private:
  std::size_t count_;
  double low_ = 0;
  double high_ = 0;
};

std::string_view kind(const ChangePoint& change) { return change.after > change.before ? "worse" : "better"; }

std::string short_commit(const std::string& commit) { return escape_markup(commit.substr(0, kShownCommit)); }

/// Four digits, with a prefix of the metric system where the number would be long: 431.6M, 2.99n.
std::string short_number(double value) {
  constexpr std::array<std::string_view, 9> kPrefixes = {"p", "n", "µ", "m", "", "k", "M", "G", "T"};
  constexpr std::size_t kNone = 4;
  constexpr double kShort = 1e5;
  const double size = std::abs(value);
  std::size_t at = kNone;
  double scaled = size;
  if (size >= kShort || (size > 0 && size < 1e-2)) {
    for (; scaled >= 1000 && at + 1 < kPrefixes.size(); ++at) {
      scaled /= 1000;
    }
    for (; scaled < 1 && at > 0; --at) {
      scaled *= 1000;
    }
  }
  // Behind a prefix a second is written without a space: 9.95ms.
  return fmt::format("{:.4g}{}", value < 0 ? -scaled : scaled, kPrefixes[at]);
}

/// The levels between the changes.
std::string levels(const ChartedSeries& series, const Scale& scale) {
  std::string text;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= series.changes.size(); ++i) {
    const bool is_last = i == series.changes.size();
    const std::size_t end = is_last ? series.points.size() - 1 : series.changes[i].at - 1;
    const double level = is_last ? series.changes.back().after : series.changes[i].before;
    text += fmt::format(R"(<line class="level" x1="{:.1f}" x2="{:.1f}" y1="{:.1f}" y2="{:.1f}"/>)",
                        scale.x(static_cast<double>(begin)), scale.x(static_cast<double>(end)), scale.y(level),
                        scale.y(level));
    begin = is_last ? begin : series.changes[i].at;
  }
  return text;
}

std::string chart(const ChartedSeries& series) {
  const Scale scale(series.points);
  std::string text =
      fmt::format(R"(<svg viewBox="0 0 {} {}" role="img" aria-label="{}: {} points, {} changes">)", kWidth, kHeight,
                  escape_markup(series.benchmark), series.points.size(), series.changes.size());
  for (const double share : {0.0, 0.5, 1.0}) {
    text += fmt::format(
        R"(<line class="grid" x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/><text x="{}" y="{:.1f}" text-anchor="end">{}</text>)",
        kLeft, kWidth - kRight, scale.y(scale.at(share)), scale.y(scale.at(share)), kLeft - 6,
        scale.y(scale.at(share)) + 4, short_number(scale.at(share)));
  }
  for (const ChangePoint& change : series.changes) {
    const double x = scale.x(static_cast<double>(change.at));
    text += fmt::format(R"(<line class="mark {}" x1="{:.1f}" x2="{:.1f}" y1="{}" y2="{}"/>)", kind(change), x, x, kTop,
                        kHeight - kBottom);
  }
  std::string line;
  std::string points;
  for (std::size_t i = 0; i < series.points.size(); ++i) {
    const Point& point = series.points[i];
    const double x = scale.x(static_cast<double>(i));
    const double y = scale.y(point.value);
    line += fmt::format("{:.1f},{:.1f} ", x, y);
    points += fmt::format(
        R"(<circle class="point" cx="{:.1f}" cy="{:.1f}" r="2.5"><title>{}{}{}: {:.6g} {}</title></circle>)", x, y,
        short_commit(point.commit), point.time.empty() ? "" : ", ", escape_markup(point.time), point.value,
        escape_markup(point.unit));
  }
  text += fmt::format(R"(<polyline class="data" points="{}"/>)", line) + points;
  text += series.changes.empty() ? "" : levels(series, scale);
  text += fmt::format(R"(<text x="{}" y="{}">{}</text><text x="{}" y="{}" text-anchor="end">{}</text></svg>)", kLeft,
                      kHeight - 6, short_commit(series.points.front().commit), kWidth - kRight, kHeight - 6,
                      short_commit(series.points.back().commit));
  return text + "\n";
}

std::string changes_of(const ChartedSeries& series) {
  if (series.changes.empty()) {
    return "<p>No change.</p>\n";
  }
  std::string text =
      "<div class=\"scroll\"><table><thead><tr><th>change</th><th>commit</th><th>from</th><th>to</th><th>p</th></tr>"
      "</thead><tbody>\n";
  for (const ChangePoint& change : series.changes) {
    text += fmt::format(
        R"(<tr><td class="{}">{:+.1f} %</td><td><code>{}</code></td><td>{}</td><td>{}</td><td>{}</td></tr>)",
        kind(change), 100 * (change.after / change.before - 1), short_commit(series.points[change.at].commit),
        short_number(change.before), short_number(change.after), escape_markup(chance_text(change.p)));
    text += "\n";
  }
  return text + "</tbody></table></div>\n";
}

std::string section(const ChartedSeries& series) {
  return fmt::format("<section>\n<h2>{}</h2>\n<p>{}{}, last {}{}{}</p>\n", escape_markup(series.benchmark),
                     series.machine.empty() ? "" : escape_markup(series.machine) + " · ",
                     fmt::format("{} {}", series.points.size(), series.points.size() == 1 ? "point" : "points"),
                     short_number(series.points.back().value), series.points.back().unit == "s" ? "" : " ",
                     escape_markup(series.points.back().unit)) +
         "<div class=\"scroll newest\">" + chart(series) + "</div>\n" + changes_of(series) + "</section>\n";
}

}  // namespace

std::string chance_text(double p) { return p < 1e-99 ? "< 1e-99" : fmt::format("= {:.1e}", p); }

std::string history_page(const std::vector<ChartedSeries>& all) {
  std::size_t changed = 0;
  std::string sections;
  for (const bool has_changes : {true, false}) {
    for (const ChartedSeries& series : all) {
      if (!series.points.empty() && series.changes.empty() != has_changes) {
        sections += section(series);
        changed += has_changes ? 1 : 0;
      }
    }
  }
  return std::string(kHead) +
         fmt::format("<h1>Performance history</h1>\n<p>{} series, {} with changes. Lower is better.</p>\n", all.size(),
                     changed) +
         sections + "</main>\n</body>\n</html>\n";
}

}  // namespace ropewalk::perf
