#include "cli/console/job_row.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/display.h"
#include "base/strings.h"
#include "cli/console/labels.h"

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
    return printable(job.finish->reason);
  }
  const std::string name = step_name(step->start);
  const std::optional<int>& code = step->finish->exit_code;
  return code && *code != 0 ? fmt::format("{}: exit code {}", name, *code) : fmt::format("{}: failed", name);
}

std::string waiting_detail(const RunState& run, const JobState& job) {
  constexpr std::size_t kMostNamed = 3;
  std::vector<std::string> open;
  for (const JobId& need : job.queued.needs) {
    const JobState* needed = run.find_job(need);
    if (needed != nullptr && !needed->finish) {
      open.push_back(job_name(*needed));
    }
  }
  if (open.empty()) {
    // What it says before it starts is what it waits for.
    return job.last_line.empty() ? "waiting" : printable_line(job.last_line, KeepColours::kNo);
  }
  return open.size() > kMostNamed ? fmt::format("waits for {} jobs", open.size())
                                  : fmt::format("waits for {}", join(open, ", "));
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

/// What a job does now or why it ended: the current step, `step: exit code 1`, `waits for a, b`, a reason.
std::string job_detail(const RunState& run, const JobState& job) {
  if (job.finish && job.finish->is_incomplete) {
    return printable(job.finish->reason);
  }
  if (job.finish) {
    switch (job.finish->conclusion) {
      case Conclusion::kFailure: return failure_detail(job);
      case Conclusion::kSuccess:
      case Conclusion::kCancelled:
      case Conclusion::kSkipped: return printable(job.finish->reason);
    }
  }
  if (job.is_waiting()) {
    return waiting_detail(run, job);
  }
  const StepState* step = job.current_step();
  return step != nullptr ? step_name(step->start) : "";
}

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

/// A long name gets what a short detail leaves free: it is cut only where its row has no room.
RowLayout with_room_for_name(const JobState& job, RowLayout layout, std::string_view detail) {
  const std::size_t wanted = text_width(job_name(job));
  const std::size_t others = kIndent + 2 + 2 + 2 + kTimeColumns + text_width(detail);
  const auto columns = static_cast<std::size_t>(std::max(layout.columns, 0));
  if (columns > others && wanted > layout.name_columns) {
    layout.name_columns = std::max(layout.name_columns, std::min(wanted, columns - others));
  }
  return layout;
}

/// The last line of what a step writes, where there is room behind the step's name: it shows that something happens.
std::string last_line(const JobState& job, std::size_t room) {
  constexpr std::size_t kLeast = 16;
  if (job.current_step() == nullptr || job.last_line.empty() || room < kLeast) {
    return "";
  }
  const std::string line = with_own_paths(printable_line(job.last_line, KeepColours::kNo));
  return "  " + shortened(trim(line), room - 2);
}

/// Lines of the detail: the first stands beside the name.
std::string row_text(const JobState& job, const RowLayout& layout, const Palette& palette,
                     const std::vector<std::string>& details, const Widths& widths) {
  const Mark mark = mark_of(job, layout.busy_sign);
  const std::string name = shortened_in_middle(job_name(job), layout.name_columns);
  const bool has_failed = job.finish && job.finish->conclusion == Conclusion::kFailure;
  const bool is_quiet = job.is_waiting() || (job.finish && job.finish->conclusion == Conclusion::kSkipped);
  const std::string time = widths.time == 0 ? "" : time_of(job, layout.now);
  const std::string& detail = details.front();
  const Ink detail_ink = has_failed ? Ink::kPlain : Ink::kDim;

  std::string row(kIndent, ' ');
  row += palette.paint(mark.ink, mark.sign) + " ";
  const bool is_last = detail.empty() && time.empty();
  row += palette.paint(has_failed ? Ink::kBad
                       : is_quiet ? Ink::kDim
                                  : Ink::kPlain,
                       is_last ? name : padded(name, layout.name_columns));
  if (!is_last) {
    row += "  ";
    const bool is_told_live = !job.finish && !is_quiet;
    const std::string more =
        is_told_live ? last_line(job, widths.detail - std::min(widths.detail, text_width(detail))) : "";
    row += palette.paint(is_told_live ? Ink::kPlain : detail_ink,
                         more.empty() && !time.empty() ? padded(detail, widths.detail) : detail);
    row += more.empty() ? "" : palette.paint(Ink::kDim, padded(more, widths.detail - text_width(detail)));
  }
  if (!time.empty()) {
    row += detail.empty() && layout.columns == 0 ? "" : "  ";
    row += palette.paint(Ink::kDim, right_aligned(time, widths.time));
  }
  for (std::size_t i = 1; i < details.size(); ++i) {
    row += "\n" + std::string(kIndent + 2 + layout.name_columns + 2, ' ') + palette.paint(detail_ink, details[i]);
  }
  return row;
}

}  // namespace

std::size_t name_columns(const report::SessionState& session, int columns) {
  // What a row needs besides the name: indent, sign, gaps, time, and this much of the detail.
  constexpr std::size_t kOthers = kIndent + 2 + 2 + 2 + kTimeColumns;
  constexpr std::size_t kDetail = 40;
  std::size_t widest = 8;
  for (const RunState& run : session.runs) {
    for (const JobState& job : run.jobs) {
      widest = std::max(widest, text_width(job_name(job)));
    }
  }
  if (columns == 0) {
    return widest;
  }
  const auto all = static_cast<std::size_t>(std::max(columns, 20));
  const std::size_t rest = all > kOthers + kDetail ? all - kOthers - kDetail : 0;
  return std::min(widest, std::max(all * 2 / 5, rest));
}

std::string job_row(const RunState& run, const JobState& job, const RowLayout& layout, const Palette& palette) {
  const std::string detail = job_detail(run, job);
  const Widths widths = widths_of(layout, detail);
  constexpr std::size_t kRoomForBoth = 40;
  const bool has_last_line = job.is_running() && !job.last_line.empty() && widths.detail >= kRoomForBoth;
  return row_text(job, layout, palette, {shortened(detail, has_last_line ? widths.detail / 2 : widths.detail)}, widths);
}

std::string whole_job_row(const RunState& run, const JobState& job, const RowLayout& given, const Palette& palette) {
  constexpr std::size_t kLeast = 12;
  const std::string detail = job_detail(run, job);
  const RowLayout layout = with_room_for_name(job, given, detail);
  const Widths widths = widths_of(layout, detail);
  if (layout.columns == 0 || text_width(detail) <= widths.detail) {
    return row_text(job, layout, palette, {detail}, widths) + "\n";
  }
  if (widths.detail >= kLeast) {
    return row_text(job, layout, palette, wrapped(detail, widths.detail), widths) + "\n";
  }
  std::string text = row_text(job, layout, palette, {""}, widths) + "\n";
  const auto columns = static_cast<std::size_t>(std::max(layout.columns, 20));
  for (const std::string& line : wrapped(detail, columns - kIndent - 2)) {
    text += std::string(kIndent + 2, ' ') + palette.paint(Ink::kDim, line) + "\n";
  }
  return text;
}

std::string_view spinner(std::chrono::milliseconds since_start) {
  constexpr std::array kPictures = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
  return kPictures.at(static_cast<std::size_t>(std::max<std::int64_t>(since_start.count(), 0) / 100) %
                      kPictures.size());
}

}  // namespace ropewalk::cli
