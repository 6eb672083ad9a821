// The table of a plan: five narrow columns, and the reason in what is left of the line.
//
// On a terminal the widest columns give way until a line fits; elsewhere every value is whole, and a reason is one
// line.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/strings.h"
#include "plan/render_text.h"
#include "plan/view.h"

namespace ropewalk::plan {
namespace {

constexpr std::size_t kColumns = 5;
constexpr std::size_t kGap = 2;
/// No column is made narrower than this.
constexpr std::size_t kMinColumn = 9;
constexpr std::size_t kMinReason = 24;
/// Where lines have no limit, reasons stand beside columns that take no more than this.
constexpr std::size_t kUsualWidth = 100;
constexpr std::array<std::string_view, kColumns> kHeads = {"WORKFLOW", "JOB", "LEGS", "NEEDS", "RUNS-ON"};
constexpr std::string_view kReasonHead = "WHY NOT";

struct Row {
  std::array<std::string, kColumns> cells;
  std::string reason;
};

/// Labels of all legs, each once.
std::string runs_on_of(const std::vector<LegView>& legs) {
  std::vector<std::string> distinct;
  for (const LegView& leg : legs) {
    std::string labels = join(leg.runs_on, ", ");
    if (std::ranges::find(distinct, labels) == distinct.end()) {
      distinct.push_back(std::move(labels));
    }
  }
  return join(distinct, " | ");
}

std::string legs_of(const PlannedJob& job) {
  if (job.refusal) {
    return "0";
  }
  return job.strategy ? std::to_string(job.strategy->legs.size()) : "later";
}

void add_jobs(std::vector<Row>& rows, const RunView& view, const PlannedWorkflow& workflow, const std::string& prefix) {
  for (const PlannedJob& job : workflow.jobs) {
    Row row;
    std::vector<std::string> needs;
    for (const std::size_t need : job.needs) {
      needs.push_back(workflow.jobs[need].id);
    }
    const std::string runs_on =
        job.job->uses != nullptr ? "→ " + std::string(job.job->uses->text) : runs_on_of(view.legs_of(workflow, job));
    row.cells = {"", printable(prefix + job.id), legs_of(job), printable(join(needs, ", ")), printable(runs_on)};
    if (job.refusal) {
      row.reason = refusal_text(*job.refusal);
    }
    rows.push_back(std::move(row));
    if (job.called) {
      add_jobs(rows, view, *job.called, prefix + job.id + " / ");
    }
  }
}

std::vector<Row> rows_of(const Plan& plan) {
  std::vector<Row> rows;
  for (const PlannedRun& run : plan.runs) {
    const std::size_t first = rows.size();
    if (run.refusal) {
      Row row;
      row.reason = refusal_text(*run.refusal);
      rows.push_back(std::move(row));
    } else {
      add_jobs(rows, RunView(plan, run), run.root, "");
    }
    if (rows.size() > first) {
      rows[first].cells[0] = printable(run.name);
    }
  }
  return rows;
}

/// The width of all narrow columns together.
std::size_t total(const std::array<std::size_t, kColumns>& widths) {
  std::size_t sum = 0;
  for (const std::size_t width : widths) {
    sum += width + kGap;
  }
  return sum;
}

std::array<std::size_t, kColumns> whole_widths(const std::vector<Row>& rows) {
  std::array<std::size_t, kColumns> widths{};
  for (std::size_t column = 0; column < kColumns; ++column) {
    widths[column] = kHeads[column].size();
    for (const Row& row : rows) {
      widths[column] = std::max(widths[column], code_point_length(row.cells[column]));
    }
  }
  return widths;
}

/// Takes from the widest column until all of them fit into a line.
std::array<std::size_t, kColumns> fitted(std::array<std::size_t, kColumns> widths, std::size_t line) {
  while (total(widths) > line + kGap) {
    std::size_t& widest = *std::ranges::max_element(widths);
    if (widest <= kMinColumn) {
      break;
    }
    --widest;
  }
  return widths;
}

std::string cells_text(const std::array<std::string, kColumns>& cells,
                       const std::array<std::size_t, kColumns>& widths) {
  std::string text;
  for (std::size_t column = 0; column < kColumns; ++column) {
    const std::string cell = clipped(cells[column], widths[column]);
    text += cell + std::string(widths[column] - code_point_length(cell) + kGap, ' ');
  }
  return text;
}

std::string without_trailing_space(std::string line) {
  while (line.ends_with(' ')) {
    line.pop_back();
  }
  return line;
}

std::size_t longest_word(const std::vector<Row>& rows) {
  std::size_t longest = 0;
  for (const Row& row : rows) {
    for (const std::string_view word : split(row.reason, ' ')) {
      longest = std::max(longest, code_point_length(word));
    }
  }
  return longest;
}

/// True where there is room for every word of a reason beside columns of this width.
bool has_room_beside(std::size_t used, const std::vector<Row>& rows, const std::optional<std::size_t>& line) {
  return line ? used + std::max(kMinReason, longest_word(rows)) <= *line : used <= kUsualWidth;
}

std::vector<std::string> reason_lines(const Row& row, std::size_t indent, const std::optional<std::size_t>& line) {
  return line ? wrapped(row.reason, *line - indent) : std::vector{row.reason};
}

void append_row(std::string& out, const std::string& cells, const Row& row, std::size_t indent, bool is_beside,
                const std::optional<std::size_t>& line, diag::Style style) {
  if (row.reason.empty() || !is_beside) {
    out += without_trailing_space(cells) + "\n";
  }
  if (row.reason.empty()) {
    return;
  }
  bool is_first = is_beside;
  for (const std::string& part : reason_lines(row, indent, line)) {
    out += (is_first ? cells : std::string(indent, ' ')) + painted(part, Paint::kDim, style) + "\n";
    is_first = false;
  }
}

}  // namespace

std::string render_table(const Plan& plan, const RenderOptions& options) {
  std::string out = painted(event_line(plan.event), Paint::kBold, options.style) + "\n";
  if (plan.runs.empty()) {
    return out + "No workflow was found.\n";
  }
  const std::optional line = line_width(options.width);
  const std::vector<Row> rows = rows_of(plan);
  const auto widths = line ? fitted(whole_widths(rows), *line) : whole_widths(rows);
  std::array<std::string, kColumns> heads;
  std::ranges::copy(kHeads, heads.begin());
  const std::size_t used = total(widths);
  const bool is_beside = has_room_beside(used, rows, line);
  const bool has_reason = std::ranges::any_of(rows, [](const Row& row) { return !row.reason.empty(); });
  const std::string head = cells_text(heads, widths) + std::string(has_reason && is_beside ? kReasonHead : "");
  out += "\n" + painted(without_trailing_space(head), Paint::kDim, options.style) + "\n";
  for (const Row& row : rows) {
    append_row(out, cells_text(row.cells, widths), row, is_beside ? used : kGap * 2, is_beside, line, options.style);
  }
  return out;
}

}  // namespace ropewalk::plan
