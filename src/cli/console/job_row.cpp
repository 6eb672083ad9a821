#include "cli/console/job_row.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/display.h"
#include "base/strings.h"

namespace ropewalk::cli {
namespace {

using record::Conclusion;
using report::JobState;
using report::RunState;
using report::StepState;

constexpr std::size_t kTimeColumns = 7;
constexpr std::size_t kIndent = 2;

std::string failure_detail(const JobState& job) {
  const StepState* step = job.failed_step();
  if (step == nullptr) {
    return job.finish->reason;
  }
  const std::string name = printable(step->start.name);
  const std::optional<int>& code = step->finish->exit_code;
  return code && *code != 0 ? fmt::format("{}: exit code {}", name, *code) : fmt::format("{}: failed", name);
}

std::string waiting_detail(const RunState& run, const JobState& job) {
  std::vector<std::string> open;
  for (const JobId& need : job.queued.needs) {
    const JobState* needed = run.find_job(need);
    if (needed != nullptr && !needed->finish) {
      open.push_back(needed->queued.name);
    }
  }
  if (open.empty()) {
    return "waiting";
  }
  constexpr std::size_t kMost = 3;
  const std::size_t more = open.size() > kMost ? open.size() - kMost : 0;
  if (more > 0) {
    open.resize(kMost);
  }
  return fmt::format("waits for {}{}", join(open, ", "), more > 0 ? fmt::format(" and {} more", more) : "");
}

std::string time_of(const JobState& job, record::Time now) {
  using std::chrono::milliseconds;
  if (job.finish) {
    const bool never_ran = job.finish->conclusion == Conclusion::kSkipped || !job.started;
    return never_ran ? "" : duration_text(job.finish->duration);
  }
  if (!job.started) {
    return "";
  }
  return duration_text(std::max(milliseconds{0}, std::chrono::duration_cast<milliseconds>(now - *job.started)));
}

struct Mark {
  std::string_view sign;
  Ink ink;
};

Mark mark_of(const JobState& job, std::string_view busy_sign) {
  if (job.finish && job.finish->is_incomplete) {
    return {"!", Ink::kCareful};
  }
  if (job.finish) {
    return {sign(job.finish->conclusion), ink(job.finish->conclusion)};
  }
  if (job.is_waiting()) {
    return {"○", Ink::kDim};
  }
  return {busy_sign, Ink::kBusy};
}

}  // namespace

std::size_t name_columns(const report::SessionState& session, int columns) {
  std::size_t widest = 8;
  for (const RunState& run : session.runs) {
    for (const JobState& job : run.jobs) {
      widest = std::max(widest, text_width(job.queued.name));
    }
  }
  return columns == 0 ? widest : std::min(widest, static_cast<std::size_t>(std::max(columns, 20)) * 2 / 5);
}

std::string job_detail(const RunState& run, const JobState& job) {
  if (job.finish) {
    switch (job.finish->conclusion) {
      case Conclusion::kFailure: return failure_detail(job);
      case Conclusion::kSuccess:
      case Conclusion::kCancelled:
      case Conclusion::kSkipped: return job.finish->reason;
    }
  }
  if (job.is_waiting()) {
    return waiting_detail(run, job);
  }
  const StepState* step = job.current_step();
  return step != nullptr ? printable(step->start.name) : "";
}

namespace {

/// Columns of the three parts of a row; 0 for a part that has no room.
struct Widths {
  std::size_t detail = 0;
  std::size_t time = 0;
};

Widths widths_of(const RowLayout& layout, std::string_view detail) {
  // Off a terminal a row is as long as what it says.
  if (layout.columns == 0) {
    return {text_width(detail), 1};
  }
  const auto columns = static_cast<std::size_t>(std::max(layout.columns, 20));
  const std::size_t others = kIndent + 2 + layout.name_columns + 2 + 2 + kTimeColumns;
  // A terminal too narrow for three columns has the name alone.
  return columns > others ? Widths{columns - others, kTimeColumns} : Widths{};
}

}  // namespace

std::string job_row(const RunState& run, const JobState& job, const RowLayout& layout, const Palette& palette) {
  const Mark mark = mark_of(job, layout.busy_sign);
  const std::string name = shortened(printable(job.queued.name), layout.name_columns);
  const std::string whole_detail = job_detail(run, job);
  const Widths widths = widths_of(layout, whole_detail);
  const std::string detail = shortened(whole_detail, widths.detail);
  const bool has_failed = job.finish && job.finish->conclusion == Conclusion::kFailure;
  const bool is_quiet = job.is_waiting() || (job.finish && job.finish->conclusion == Conclusion::kSkipped);
  const std::string time = widths.time == 0 ? "" : time_of(job, layout.now);

  std::string row(kIndent, ' ');
  row += palette.paint(mark.ink, mark.sign) + " ";
  const bool is_last = detail.empty() && time.empty();
  row += palette.paint(has_failed ? Ink::kBad
                       : is_quiet ? Ink::kDim
                                  : Ink::kPlain,
                       is_last ? name : padded(name, layout.name_columns));
  if (is_last) {
    return row;
  }
  row += "  ";
  row += palette.paint(has_failed ? Ink::kPlain : Ink::kDim, time.empty() ? detail : padded(detail, widths.detail));
  if (time.empty()) {
    return row;
  }
  row += detail.empty() && layout.columns == 0 ? "" : "  ";
  return row + palette.paint(Ink::kDim, right_aligned(time, widths.time));
}

std::string_view spinner(std::chrono::milliseconds since_start) {
  constexpr std::array kPictures = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
  return kPictures.at(static_cast<std::size_t>(std::max<std::int64_t>(since_start.count(), 0) / 100) %
                      kPictures.size());
}

}  // namespace ropewalk::cli
