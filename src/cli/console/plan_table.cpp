// The table of a plan: five narrow columns, and the reason in what is left of the line. The widest columns give way
// until a line fits; what has no room in its column goes on below.
#include "cli/console/plan_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/display.h"
#include "base/strings.h"
#include "cli/console/plan_text.h"
#include "report/plan_view.h"

namespace ropewalk::cli {
namespace {

constexpr std::size_t kColumns = 5;
constexpr std::size_t kGap = 2;
/// No column is made narrower than this, as long as the line has room for all of them.
constexpr std::size_t kMinColumn = 9;
constexpr std::size_t kMinReason = 24;
constexpr std::size_t kMinLine = 40;
constexpr std::array<std::string_view, kColumns> kHeads = {"WORKFLOW", "JOB", "LEGS", "NEEDS", "RUNS-ON"};
constexpr std::string_view kReasonHead = "WHY NOT";

using Widths = std::array<std::size_t, kColumns>;
using Cells = std::array<std::string, kColumns>;

struct Row {
  Cells cells;
  std::string reason;
};

/// Labels of all legs, each once.
std::string runs_on_of(const std::vector<report::LegView>& legs) {
  std::vector<std::string> distinct;
  for (const report::LegView& leg : legs) {
    std::string labels = join(leg.runs_on, ", ");
    if (std::ranges::find(distinct, labels) == distinct.end()) {
      distinct.push_back(std::move(labels));
    }
  }
  return join(distinct, " | ");
}

std::string legs_of(const plan::PlannedJob& job) {
  if (job.refusal) {
    return "0";
  }
  return job.strategy ? std::to_string(job.strategy->legs.size()) : "later";
}

/// One planned run as its rows are made.
struct RunRows {
  const plan::PlannedRun& run;
  const report::RunView view;
  const report::OutlookOf& outlook;
  std::vector<Row>& rows;
};

void add_jobs(const RunRows& all, const plan::PlannedWorkflow& workflow, const std::string& prefix) {
  for (const plan::PlannedJob& job : workflow.jobs) {
    Row row;
    std::vector<std::string> needs;
    for (const std::size_t need : job.needs) {
      needs.push_back(workflow.jobs[need].id);
    }
    const std::vector<report::LegView> legs = all.view.legs_of(workflow, job);
    const std::string runs_on = job.job->uses != nullptr ? "→ " + std::string(job.job->uses->text) : runs_on_of(legs);
    row.cells = {"", printable(prefix + job.id), legs_of(job), printable(join(needs, ", ")), printable(runs_on)};
    if (job.refusal) {
      row.reason = refusal_text(*job.refusal);
    } else if (all.outlook) {
      row.reason = outlook_text(all.outlook(all.run, job, legs));
    }
    all.rows.push_back(std::move(row));
    if (job.called) {
      add_jobs(all, *job.called, prefix + job.id + " / ");
    }
  }
}

std::vector<Row> rows_of(const plan::Plan& plan, const report::OutlookOf& outlook) {
  std::vector<Row> rows;
  for (const plan::PlannedRun& run : plan.runs) {
    const std::size_t first = rows.size();
    if (run.refusal) {
      Row row;
      row.reason = refusal_text(*run.refusal);
      rows.push_back(std::move(row));
    } else {
      add_jobs({run, report::RunView(plan, run), outlook, rows}, run.root, "");
    }
    if (rows.size() > first) {
      rows[first].cells[0] = printable(run.name);
    }
  }
  return rows;
}

/// The width of all narrow columns together.
std::size_t total(const Widths& widths) {
  std::size_t sum = 0;
  for (const std::size_t width : widths) {
    sum += width + kGap;
  }
  return sum;
}

Widths whole_widths(const std::vector<Row>& rows) {
  Widths widths{};
  for (std::size_t column = 0; column < kColumns; ++column) {
    widths[column] = kHeads[column].size();
    for (const Row& row : rows) {
      widths[column] = std::max(widths[column], text_width(row.cells[column]));
    }
  }
  return widths;
}

/// Takes from the widest column until all of them fit into a line.
Widths fitted(Widths widths, std::size_t line) {
  while (total(widths) > line + kGap) {
    std::size_t& widest = *std::ranges::max_element(widths);
    if (widest <= (line < kColumns * (kMinColumn + kGap) ? kMinColumn / 2 : kMinColumn)) {
      break;
    }
    --widest;
  }
  return widths;
}

/// The cells beside each other, as many lines as the longest of them needs.
std::vector<std::string> cell_lines(const Cells& cells, const Widths& widths) {
  std::array<std::vector<std::string>, kColumns> parts;
  std::size_t height = 1;
  for (std::size_t column = 0; column < kColumns; ++column) {
    parts[column] = wrapped(cells[column], widths[column]);
    height = std::max(height, parts[column].size());
  }
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < height; ++i) {
    std::string line;
    for (std::size_t column = 0; column < kColumns; ++column) {
      line += padded(i < parts[column].size() ? parts[column][i] : "", widths[column] + kGap);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

std::size_t longest_word(const std::vector<Row>& rows) {
  std::size_t longest = 0;
  for (const Row& row : rows) {
    for (const std::string_view word : split(row.reason, ' ')) {
      longest = std::max(longest, text_width(word));
    }
  }
  return longest;
}

/// Where reasons stand: beside the columns when there is room for every word of them, else below.
struct ReasonPlace {
  bool is_beside = false;
  std::size_t indent = 0;
  std::size_t width = 0;
};

ReasonPlace reason_place(const std::vector<Row>& rows, const Widths& widths, std::size_t line) {
  const std::size_t used = total(widths);
  if (used + std::max(kMinReason, longest_word(rows)) <= line) {
    return {true, used, line - used};
  }
  return {false, kGap * 2, line - kGap * 2};
}

std::string row_text(const Row& row, const Widths& widths, const ReasonPlace& place, const Palette& palette) {
  std::vector<std::string> lines = cell_lines(row.cells, widths);
  if (!row.reason.empty()) {
    const std::vector<std::string> reason = wrapped(row.reason, place.width);
    const std::string indent(place.indent, ' ');
    if (!place.is_beside && without_trailing_blanks(lines.front()).empty()) {
      lines.clear();
    }
    const std::size_t first = place.is_beside ? 0 : lines.size();
    for (std::size_t i = 0; i < reason.size(); ++i) {
      if (first + i >= lines.size()) {
        lines.push_back(indent);
      }
      lines[first + i] += palette.paint(Ink::kDim, reason[i]);
    }
  }
  std::string text;
  for (std::string& line : lines) {
    text += without_trailing_blanks(std::move(line)) + "\n";
  }
  return text;
}

}  // namespace

std::string plan_table(const plan::Plan& plan, const PlanLayout& layout, const Palette& palette) {
  const std::size_t line = std::max(layout.columns, kMinLine);
  std::string out = event_lines(plan.event, line, palette);
  if (plan.runs.empty()) {
    return out + "No workflow was found.\n";
  }
  const std::vector<Row> rows = rows_of(plan, layout.outlook);
  const Widths widths = fitted(whole_widths(rows), line);
  const ReasonPlace place = reason_place(rows, widths, line);
  const bool has_reason = std::ranges::any_of(rows, [](const Row& row) { return !row.reason.empty(); });
  Cells heads;
  std::ranges::copy(kHeads, heads.begin());
  out += "\n";
  for (std::string& head : cell_lines(heads, widths)) {
    head += has_reason && place.is_beside ? kReasonHead : "";
    out += palette.paint(Ink::kDim, without_trailing_blanks(std::move(head))) + "\n";
  }
  for (const Row& row : rows) {
    out += row_text(row, widths, place, palette);
  }
  for (const plan::PlannedRun& run : plan.runs) {
    for (const std::string& part : wrapped(passed_over_text(run), line)) {
      out += part.empty() ? "" : palette.paint(Ink::kDim, part) + "\n";
    }
  }
  return out;
}

}  // namespace ropewalk::cli
