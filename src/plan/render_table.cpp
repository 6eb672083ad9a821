// The table of a plan: five narrow columns, and the reason in what is left of the line.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "plan/render_text.h"
#include "plan/view.h"

namespace ropewalk::plan {
namespace {

constexpr std::size_t kColumns = 5;
constexpr std::size_t kMinWidth = 60;
constexpr std::size_t kGap = 2;
/// No narrow column takes more than this share of the line.
constexpr std::size_t kShare = 4;
constexpr std::size_t kMinReason = 24;
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
    if (std::ranges::find(distinct, labels) == distinct.end()) distinct.push_back(std::move(labels));
  }
  return join(distinct, " | ");
}

std::string legs_of(const PlannedJob& job) {
  if (job.refusal) return "0";
  return job.strategy ? std::to_string(job.strategy->legs.size()) : "later";
}

void add_jobs(std::vector<Row>& rows, const RunView& view, const PlannedWorkflow& workflow, const std::string& prefix) {
  for (const PlannedJob& job : workflow.jobs) {
    Row row;
    std::vector<std::string> needs;
    for (const std::size_t need : job.needs) needs.push_back(workflow.jobs[need].id);
    const std::string runs_on =
        job.job->uses != nullptr ? "→ " + std::string(job.job->uses->text) : runs_on_of(view.legs_of(workflow, job));
    row.cells = {"", printable(prefix + job.id), legs_of(job), printable(join(needs, ", ")), printable(runs_on)};
    if (job.refusal) row.reason = refusal_text(*job.refusal);
    rows.push_back(std::move(row));
    if (job.called) add_jobs(rows, view, *job.called, prefix + job.id + " / ");
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
    if (rows.size() > first) rows[first].cells[0] = printable(run.name);
  }
  return rows;
}

std::array<std::size_t, kColumns> widths_of(const std::vector<Row>& rows, std::size_t line) {
  std::array<std::size_t, kColumns> widths{};
  for (std::size_t column = 0; column < kColumns; ++column) {
    widths[column] = kHeads[column].size();
    for (const Row& row : rows) widths[column] = std::max(widths[column], code_point_length(row.cells[column]));
    widths[column] = std::min(widths[column], std::max(line / kShare, kHeads[column].size()));
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
  while (line.ends_with(' ')) line.pop_back();
  return line;
}

std::size_t longest_word(const std::vector<Row>& rows) {
  std::size_t longest = 0;
  for (const Row& row : rows) {
    for (const std::string_view word : split(row.reason, ' ')) longest = std::max(longest, code_point_length(word));
  }
  return longest;
}

/// The width of all narrow columns together.
std::size_t total(const std::array<std::size_t, kColumns>& widths) {
  std::size_t sum = 0;
  for (const std::size_t width : widths) sum += width + kGap;
  return sum;
}

void append_row(std::string& out, const std::string& cells, const Row& row, std::size_t indent, bool is_beside,
                const RenderOptions& options) {
  if (row.reason.empty() || !is_beside) out += without_trailing_space(cells) + "\n";
  if (row.reason.empty()) return;
  bool is_first = is_beside;
  for (const std::string& part : wrapped(row.reason, std::max(options.width, kMinWidth) - indent)) {
    out += (is_first ? cells : std::string(indent, ' ')) + painted(part, Paint::kDim, options.style) + "\n";
    is_first = false;
  }
}

}  // namespace

std::string render_table(const Plan& plan, const RenderOptions& options) {
  const std::size_t line = std::max(options.width, kMinWidth);
  std::string out = painted(event_line(plan.event), Paint::kBold, options.style) + "\n";
  if (plan.runs.empty()) return out + "No workflow was found.\n";
  const std::vector<Row> rows = rows_of(plan);
  const auto widths = widths_of(rows, line);
  std::array<std::string, kColumns> heads;
  std::ranges::copy(kHeads, heads.begin());
  // Reasons stand beside their rows where there is room for their words, else below.
  const std::size_t used = total(widths);
  const bool is_beside = used + std::max(kMinReason, longest_word(rows)) <= line;
  const bool has_reason = std::ranges::any_of(rows, [](const Row& row) { return !row.reason.empty(); });
  const std::string head = cells_text(heads, widths) + std::string(has_reason && is_beside ? kReasonHead : "");
  out += "\n" + painted(without_trailing_space(head), Paint::kDim, options.style) + "\n";
  for (const Row& row : rows) {
    append_row(out, cells_text(row.cells, widths), row, is_beside ? used : kGap * 2, is_beside, options);
  }
  return out;
}

}  // namespace ropewalk::plan
