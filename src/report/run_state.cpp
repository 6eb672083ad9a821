// Folding: each event changes one place of the tree.
#include "report/run_state.h"

#include <algorithm>
#include <utility>

namespace ropewalk::report {
namespace {

using record::Event;

template <class Items, class Matches>
auto* find_in(Items& items, const Matches& matches) {
  const auto found = std::find_if(items.begin(), items.end(), matches);
  return found == items.end() ? nullptr : &*found;
}

/// The visitor: one overload for each kind of event.
class Folder {
 public:
  Folder(RunState& run, record::Time time) : run_(run), time_(time) {}

  void operator()(const record::RunStarted& start) {
    run_.start = start;
    run_.started = time_;
  }
  void operator()(const record::JobQueued& queued) {
    JobState job;
    job.queued = queued;
    run_.jobs.push_back(std::move(job));
  }
  void operator()(const record::JobStarted& start) {
    if (JobState* job = find(start.job)) {
      job->started = time_;
      job->runner = start.runner;
    }
  }
  void operator()(const record::StepStarted& start) {
    if (JobState* job = find(start.job)) {
      job->steps.push_back({start, time_, std::nullopt});
      job->last_line.clear();
    }
  }
  void operator()(const record::LogLine& line) {
    // Nobody sees more of it than a row of a terminal.
    constexpr std::size_t kMost = 400;
    JobState* job = line.kind == record::LogKind::kEndGroup ? nullptr : find(line.job);
    if (job != nullptr && line.text.find_first_not_of(" \t\r") != std::string::npos) {
      job->last_line.assign(line.text, 0, kMost);
    }
  }
  void operator()(const record::Annotation& annotation) {
    if (JobState* job = find(annotation.job)) {
      job->annotations.push_back(annotation);
    }
  }
  void operator()(const record::StepFinished& finish) {
    JobState* job = find(finish.job);
    if (job == nullptr) {
      return;
    }
    StepState* step =
        find_in(job->steps, [&](const StepState& candidate) { return candidate.start.number == finish.step; });
    if (step != nullptr) {
      step->finish = finish;
      job->last_line.clear();
    }
  }
  void operator()(const record::SummaryWritten& summary) {
    if (JobState* job = find(summary.job)) {
      job->summaries.push_back(summary);
    }
  }
  void operator()(const record::ArtifactUploaded& artifact) {
    if (JobState* job = find(artifact.job)) {
      job->artifacts.push_back(artifact);
    }
  }
  void operator()(const record::JobFinished& finish) {
    if (JobState* job = find(finish.job)) {
      job->finish = finish;
    }
  }
  void operator()(const record::WorkflowNotStarted& workflow) { run_.not_started.push_back(workflow); }
  void operator()(const record::RunFinished& finish) { run_.finish = finish; }

 private:
  [[nodiscard]] JobState* find(const JobId& id) {
    return find_in(run_.jobs, [&](const JobState& job) { return job.queued.job == id; });
  }

  RunState& run_;
  record::Time time_;
};

}  // namespace

const StepState* JobState::find_step(int number) const {
  return find_in(steps, [&](const StepState& step) { return step.start.number == number; });
}

const StepState* JobState::current_step() const {
  // Steps start after the step that holds them, so the last one that runs is the innermost.
  const auto found = std::find_if(steps.rbegin(), steps.rend(), [](const StepState& step) { return !step.finish; });
  return found == steps.rend() ? nullptr : &*found;
}

const StepState* JobState::failed_step() const {
  const auto has_failed = [](const StepState& step) {
    return step.finish && step.finish->conclusion == record::Conclusion::kFailure;
  };
  const StepState* failed = find_in(steps, has_failed);
  while (failed != nullptr) {
    const int holder = failed->start.number;
    const StepState* inner =
        find_in(steps, [&](const StepState& step) { return step.start.parent == holder && has_failed(step); });
    if (inner == nullptr) {
      break;
    }
    failed = inner;
  }
  return failed;
}

const JobState* RunState::find_job(const JobId& job) const {
  return find_in(jobs, [&](const JobState& candidate) { return candidate.queued.job == job; });
}

const RunState* SessionState::find_run(const RunId& run) const {
  return find_in(runs, [&](const RunState& candidate) { return candidate.id == run; });
}

void apply(RunState& run, const Event& event) {
  if (run.id.empty()) {
    run.id = event.run;
  }
  std::visit(Folder(run, event.time), event.data);
}

void apply(SessionState& session, const Event& event) {
  RunState* run = find_in(session.runs, [&](const RunState& candidate) { return candidate.id == event.run; });
  if (run == nullptr) {
    session.runs.emplace_back();
    run = &session.runs.back();
    run->id = event.run;
  }
  apply(*run, event);
}

RunState fold(const std::vector<Event>& events) {
  RunState run;
  for (const Event& event : events) {
    apply(run, event);
  }
  return run;
}

}  // namespace ropewalk::report
