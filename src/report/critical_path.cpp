#include "report/critical_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "report/results/benchmarks.h"

namespace ropewalk::report {
namespace {

std::optional<record::Time> end_of(const JobState& job) {
  if (!job.started || !job.finish) {
    return std::nullopt;
  }
  return *job.started + job.finish->duration;
}

/// A need is a leg's id, the key of a job, or that of a call, whose jobs have it in front of theirs.
bool is_need(const JobState& job, const JobId& need) {
  return job.queued.job == need || job.queued.key == need.text() || job.queued.key.starts_with(need.text() + " / ");
}

const JobState* last_to_end(const RunState& run, const JobState* of) {
  const JobState* last = nullptr;
  for (const JobState& job : run.jobs) {
    const bool counts =
        of == nullptr || std::ranges::any_of(of->queued.needs, [&](const JobId& need) { return is_need(job, need); });
    if (counts && end_of(job) && (last == nullptr || *end_of(job) > *end_of(*last))) {
      last = &job;
    }
  }
  return last;
}

/// The job that made room for one that could have begun earlier: a machine runs only so many at a time.
const JobState* made_room(const RunState& run, const JobState& of, const JobState* need) {
  // Between the end of one job and the start of the next something is done, too.
  constexpr std::chrono::milliseconds kGap{1000};
  const record::Time could_begin = need != nullptr ? *end_of(*need) : run.started;
  if (*of.started - could_begin < kGap) {
    return nullptr;
  }
  const JobState* last = nullptr;
  for (const JobState& job : run.jobs) {
    const bool ended_before = &job != &of && end_of(job) && *end_of(job) <= *of.started && *end_of(job) > could_begin;
    if (ended_before && (last == nullptr || *end_of(job) > *end_of(*last))) {
      last = &job;
    }
  }
  return last != nullptr && *of.started - *end_of(*last) < kGap ? last : nullptr;
}

const JobState* waited_for(const RunState& run, const JobState& job) {
  const JobState* need = last_to_end(run, &job);
  const JobState* room = made_room(run, job, need);
  return room != nullptr ? room : need;
}

}  // namespace

CriticalPath critical_jobs(const RunState& run) {
  CriticalPath path;
  std::set<const JobState*> seen;
  for (const JobState* job = last_to_end(run, nullptr); job != nullptr && seen.insert(job).second;
       job = waited_for(run, *job)) {
    path.jobs.insert(path.jobs.begin(), job);
  }
  if (!path.jobs.empty()) {
    path.duration =
        std::chrono::duration_cast<std::chrono::milliseconds>(*end_of(*path.jobs.back()) - *path.jobs.front()->started);
  }
  return path;
}

std::string path_words(const CriticalPath& path) {
  std::string words;
  for (const JobState* job : path.jobs) {
    words += fmt::format("{}{} ({})", words.empty() ? "" : " → ", job->queued.name, human_time(job->finish->duration));
  }
  return words;
}

std::vector<SlowStep> slowest_steps(const RunState& run, std::size_t most, std::chrono::milliseconds least) {
  std::vector<SlowStep> steps;
  for (const JobState& job : run.jobs) {
    for (const StepState& step : job.steps) {
      if (step.finish && step.start.parent == 0 && step.finish->duration >= least) {
        steps.push_back({&job, &step});
      }
    }
  }
  std::ranges::stable_sort(
      steps, [](const SlowStep& a, const SlowStep& b) { return a.step->finish->duration > b.step->finish->duration; });
  steps.resize(std::min(steps.size(), most));
  return steps;
}

}  // namespace ropewalk::report
