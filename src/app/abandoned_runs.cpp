#include "app/abandoned_runs.h"

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "app/past_runs.h"
#include "app/run_note.h"
#include "engine/runner/run_job.h"

namespace ropewalk::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kReason = "interrupted: the process that ran it ended without saying how";

struct OpenStep {
  record::Time started;
  std::string name;
};

/// Steps and jobs of a run that have no end yet.
struct Open {
  std::set<JobId> jobs;
  std::map<std::pair<JobId, int>, OpenStep> steps;
  record::Time started;
  std::uint64_t last_sequence = 0;
  bool has_finished = false;
};

void take(Open& open, const record::Event& event) {
  open.last_sequence = std::max(open.last_sequence, event.sequence);
  if (std::holds_alternative<record::RunStarted>(event.data)) {
    open.started = event.time;
  } else if (const auto* queued = std::get_if<record::JobQueued>(&event.data)) {
    open.jobs.insert(queued->job);
  } else if (const auto* step = std::get_if<record::StepStarted>(&event.data)) {
    open.steps.emplace(std::pair(step->job, step->number), OpenStep{event.time, step->name});
  } else if (const auto* step_end = std::get_if<record::StepFinished>(&event.data)) {
    open.steps.erase({step_end->job, step_end->step});
  } else if (const auto* job_end = std::get_if<record::JobFinished>(&event.data)) {
    open.jobs.erase(job_end->job);
  } else if (std::holds_alternative<record::RunFinished>(event.data)) {
    open.has_finished = true;
  }
}

/// Everything about one note whose lock is ours; whether nothing is left to do.
bool settle(const RunNote& note, ports::Files& files, ports::Process& process, const ports::Clock& clock,
            record::RunStore& runs, AbandonedRuns& done) {
  auto processes = process.end_marked(engine::kTrackingVariable, note.mark);
  std::move(processes.begin(), processes.end(), std::back_inserter(done.processes));
  const std::size_t trouble_before = done.trouble.size();
  for (const fs::path& folder : note.folders) {
    if (auto removed = files.remove_all(folder); !removed) {
      done.trouble.push_back(std::move(removed.error()));
    }
  }
  for (const RunId& run : note.runs) {
    auto ended = end_record(run, clock, runs);
    if (!ended) {
      done.trouble.push_back(std::move(ended.error()));
    } else if (*ended) {
      done.runs.push_back(run);
    }
  }
  return done.trouble.size() == trouble_before;
}

}  // namespace

Result<bool> end_record(const RunId& run, const ports::Clock& clock, record::RunStore& runs) {
  auto summary = runs.find_run(run.text(), "");
  if (!summary) {
    return summary.error().kind == ErrorKind::kNotFound ? Result<bool>(false) : fail(std::move(summary.error()));
  }
  if (summary->finish) {
    return false;
  }
  // All of them, the lines of logs too: what is added comes behind whatever was there.
  Open open;
  auto read = read_events(runs, {.run = run}, [&](const record::Event& event) { take(open, event); });
  if (!read) {
    return fail(std::move(read.error()));
  }
  if (open.has_finished) {
    return false;
  }
  const record::Time now = clock.now();
  const auto since = [now](record::Time start) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(now - start);
  };
  const auto add = [&](record::EventData data) { runs.receive({run, ++open.last_sequence, now, std::move(data)}); };
  for (const auto& [step, start] : open.steps) {
    add(record::StepFinished{.job = step.first,
                             .step = step.second,
                             .outcome = record::Conclusion::kCancelled,
                             .conclusion = record::Conclusion::kCancelled,
                             .exit_code = {},
                             .duration = since(start.started),
                             .name = start.name});
  }
  for (const JobId& job : open.jobs) {
    add(record::JobFinished{.job = job,
                            .conclusion = record::Conclusion::kCancelled,
                            .reason = std::string(kReason),
                            .is_incomplete = false,
                            .outputs = {},
                            .duration = since(open.started)});
  }
  add(record::RunFinished{.conclusion = record::Conclusion::kCancelled,
                          .is_incomplete = false,
                          .duration = since(open.started),
                          .is_interrupted = true});
  if (auto flushed = runs.flush(); !flushed) {
    return fail(std::move(flushed.error()));
  }
  return true;
}

AbandonedRuns end_abandoned_runs(const Folders& folders, ports::Files& files, ports::Process& process,
                                 const ports::Clock& clock, record::RunStore& runs) {
  AbandonedRuns done;
  const fs::path folder = notes_folder(folders);
  const auto notes =
      files.type(folder) == ports::FileType::kMissing ? Result<std::vector<ports::FileEntry>>() : files.list(folder);
  if (!notes) {
    done.trouble.push_back(notes.error());
    return done;
  }
  for (const ports::FileEntry& entry : *notes) {
    const fs::path file = folder / entry.path;
    if (entry.type != ports::FileType::kFile || file.extension() != ".json") {
      continue;
    }
    auto lock = files.try_lock(file, ports::MissingFile::kLeave);
    if (!lock) {
      done.trouble.push_back(std::move(lock.error()));
      continue;
    }
    if (*lock == nullptr) {
      continue;  // Its process lives, or another has settled it.
    }
    const auto note = read_note(files, file);
    if (!note) {
      done.trouble.push_back(note.error());
    }
    if (!note || settle(*note, files, process, clock, runs, done)) {
      static_cast<void>(files.remove_all(file));
    }
  }
  return done;
}

}  // namespace ropewalk::app
