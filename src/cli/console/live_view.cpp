#include "cli/console/live_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/display.h"
#include "base/strings.h"
#include "cli/console/job_row.h"
#include "cli/console/labels.h"

namespace ropewalk::cli {
namespace {

using record::Conclusion;
using report::JobState;
using report::RunState;
using report::SessionState;

/// What must stay visible longest when rows are short; smaller is more important.
int rank(const JobState& job) {
  if (job.finish && (job.finish->conclusion == Conclusion::kFailure || job.finish->is_incomplete)) {
    return 0;
  }
  if (job.is_running()) {
    return 1;
  }
  return job.finish ? 3 : 2;
}

struct Counts {
  std::size_t jobs = 0;
  std::size_t done = 0;
  std::size_t failed = 0;
  std::size_t running = 0;
};

Counts count(const SessionState& session) {
  Counts counts;
  for (const RunState& run : session.runs) {
    for (const JobState& job : run.jobs) {
      ++counts.jobs;
      counts.done += job.finish ? 1U : 0U;
      counts.failed += job.finish && job.finish->conclusion == Conclusion::kFailure ? 1U : 0U;
      counts.running += job.is_running() ? 1U : 0U;
    }
  }
  return counts;
}

std::string run_line(const RunState& run, const LiveMoment& moment, const Palette& palette) {
  const auto columns = static_cast<std::size_t>(std::max(moment.size.columns, 20));
  std::string_view picture = spinner(std::chrono::duration_cast<std::chrono::milliseconds>(moment.now - moment.start));
  Ink colour = Ink::kBusy;
  auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(moment.now - run.started);
  if (run.finish) {
    const bool is_incomplete = run.finish->is_incomplete && run.finish->conclusion != Conclusion::kCancelled;
    picture = is_incomplete ? "!" : sign(run.finish->conclusion);
    colour = is_incomplete ? Ink::kCareful : ink(run.finish->conclusion);
    elapsed = run.finish->duration;
  }
  const std::string time = duration_text(std::max(elapsed, std::chrono::milliseconds{0}));
  const std::size_t room = columns - 2 - 2 - text_width(time);
  const std::string shown = shortened_in_middle(workflow_name(run.start), room);
  const std::string rest = shortened(" · " + run_about(run.start), room - text_width(shown));
  const std::string gap(room - text_width(shown) - text_width(rest) + 2, ' ');
  return fmt::format("{} {}{}{}{}", palette.paint(colour, picture), palette.paint(Ink::kBold, shown),
                     palette.paint(Ink::kDim, rest), gap, palette.paint(Ink::kDim, time));
}

std::string last_line(const Counts& counts, std::size_t hidden, const LiveMoment& moment, const Palette& palette) {
  std::string text = fmt::format("{} of {} done", counts.done, count_text(counts.jobs, "job"));
  if (counts.running > 0) {
    text += fmt::format(" · {} running", counts.running);
  }
  if (counts.failed > 0) {
    text += fmt::format(" · {} failed", counts.failed);
  }
  if (hidden > 0) {
    text += fmt::format(" · {} not shown", hidden);
  }
  if (moment.is_stopping) {
    text = "cancelling · Ctrl-C again stops at once · " + text;
  }
  const auto columns = static_cast<std::size_t>(std::max(moment.size.columns, 20));
  return "  " + palette.paint(moment.is_stopping ? Ink::kCareful : Ink::kDim, shortened(text, columns - 2));
}

/// The rank and place up to which jobs are shown, so that at most `room` are.
std::vector<const JobState*> shown_jobs(const SessionState& session, std::size_t room) {
  std::vector<const JobState*> jobs;
  for (const RunState& run : session.runs) {
    for (const JobState& job : run.jobs) {
      jobs.push_back(&job);
    }
  }
  if (jobs.size() <= room) {
    return jobs;
  }
  std::stable_sort(jobs.begin(), jobs.end(), [](const JobState* a, const JobState* b) { return rank(*a) < rank(*b); });
  jobs.resize(room);
  return jobs;
}

/// What a job waits for may be a question: it is shown whole where there is room. `spare` is how many lines more than
/// one for each job there are.
void add_row(const RunState& run, const JobState& job, const RowLayout& layout, const Palette& palette,
             std::size_t& spare, std::vector<std::string>& lines) {
  const std::string whole = job.is_waiting() ? whole_job_row(run, job, layout, palette) : std::string();
  const auto more = static_cast<std::size_t>(std::count(whole.begin(), whole.end(), '\n'));
  if (more < 2 || more - 1 > spare) {
    lines.push_back(job_row(run, job, layout, palette));
    return;
  }
  spare -= more - 1;
  for (const std::string_view line : split_lines(whole)) {
    lines.emplace_back(line);
  }
}

}  // namespace

std::vector<std::string> live_lines(const SessionState& session, const LiveMoment& moment, const Palette& palette) {
  const Counts counts = count(session);
  if (session.runs.empty()) {
    return {};
  }
  const auto rows = static_cast<std::size_t>(std::max(moment.size.rows - 2, 2));
  const std::size_t runs_shown = std::min(session.runs.size(), rows - 1);
  const std::size_t room = rows - 1 - runs_shown;
  const std::vector<const JobState*> visible = shown_jobs(session, room);

  RowLayout layout;
  layout.columns = moment.size.columns;
  layout.name_columns = name_columns(session, moment.size.columns);
  layout.busy_sign = spinner(std::chrono::duration_cast<std::chrono::milliseconds>(moment.now - moment.start));
  layout.now = moment.now;

  std::size_t spare = room - std::min(room, visible.size());
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < runs_shown; ++i) {
    const RunState& run = session.runs[i];
    lines.push_back(run_line(run, moment, palette));
    for (const JobState& job : run.jobs) {
      if (std::find(visible.begin(), visible.end(), &job) != visible.end()) {
        add_row(run, job, layout, palette, spare, lines);
      }
    }
  }
  lines.push_back(last_line(counts, counts.jobs - std::min(counts.jobs, visible.size()), moment, palette));
  if (lines.size() > rows) {
    lines.resize(rows);
  }
  return lines;
}

}  // namespace ropewalk::cli
