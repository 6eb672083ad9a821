#include "engine/runner/background_steps.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <functional>
#include <optional>
#include <stop_token>
#include <system_error>

#include "base/strings.h"
#include "engine/step/running_step.h"

namespace ropewalk::engine {
namespace {

/// What runs at one time; more wait for their turn.
constexpr int kMostAtOnce = 10;

/// GitHub's word for a result, as it stands in logs.
std::string_view word(record::Conclusion conclusion) {
  switch (conclusion) {
    case record::Conclusion::kSuccess: return "Succeeded";
    case record::Conclusion::kFailure: return "Failed";
    case record::Conclusion::kCancelled: return "Canceled";
    case record::Conclusion::kSkipped: return "Skipped";
  }
  return {};
}

/// The worse of two ends: a failure before a cancellation, that before a success.
record::Conclusion worse(record::Conclusion one, record::Conclusion other) {
  const auto weight = [](record::Conclusion conclusion) {
    return conclusion == record::Conclusion::kFailure ? 2 : conclusion == record::Conclusion::kCancelled ? 1 : 0;
  };
  return weight(other) > weight(one) ? other : one;
}

}  // namespace

struct BackgroundSteps::Entry {
  Entry(RunningJob& job, const StepTask& of_task, std::string of_name)
      : task(of_task),
        name(std::move(of_name)),
        on_cancel(job.stop.cancelled(), [this] { end.request_stop(); }),
        fork(job, end.get_token(), job.next_step_number()) {}

  const StepTask& task;
  std::string name;
  std::stop_source end;
  /// A cancelled job ends its background steps, whatever their conditions say.
  std::stop_callback<std::function<void()>> on_cancel;
  RunningJob fork;
  /// Set last, with the coordinator's lock; what the fork holds may be read from then on.
  std::optional<record::Conclusion> conclusion;
  /// What was thrown in it: it is thrown again where the job waits for the step.
  std::exception_ptr thrown;
  /// Its body has begun, or it waits for a slot: with the lock, too.
  bool is_under_way = false;
  bool is_taken_over = false;
  bool is_cancelled = false;
};

BackgroundSteps::BackgroundSteps(RunningJob& job) : job_(job) {}

BackgroundSteps::~BackgroundSteps() {
  for (const auto& entry : entries_) {
    entry->end.request_stop();
  }
}

void BackgroundSteps::start(const StepTask& task, std::string name) {
  entries_.push_back(std::make_unique<Entry>(job_, task, std::move(name)));
  Entry& entry = *entries_.back();
  entry.fork.on_begin = [this, &entry] { note_under_way(entry); };
  try {
    group_.start([this, &entry](const std::stop_token& /*stop*/) { run(entry); });
  } catch (const std::system_error&) {
    run(entry);  // no further thread to be had: then it is a step as any other
  }
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&entry] { return entry.is_under_way || entry.conclusion; });
}

void BackgroundSteps::note_under_way(Entry& entry) {
  const std::lock_guard lock(mutex_);
  entry.is_under_way = true;
  changed_.notify_all();
}

bool BackgroundSteps::take_slot(Entry& entry) {
  std::unique_lock lock(mutex_);
  if (running_ >= kMostAtOnce) {
    entry.is_under_way = true;
    changed_.notify_all();
  }
  if (!changed_.wait(lock, entry.end.get_token(), [this] { return running_ < kMostAtOnce; })) {
    return false;
  }
  ++running_;
  return true;
}

void BackgroundSteps::run(Entry& entry) {
  const bool has_slot = take_slot(entry);
  record::Conclusion conclusion = record::Conclusion::kFailure;
  std::exception_ptr thrown;
  try {
    conclusion = run_step(entry.fork, entry.task).conclusion;  // one that was ended before says so itself
  } catch (...) {
    thrown = std::current_exception();
  }
  const std::lock_guard lock(mutex_);
  running_ -= has_slot ? 1 : 0;
  entry.thrown = thrown;
  entry.conclusion = conclusion;
  changed_.notify_all();
}

std::vector<BackgroundSteps::Entry*> BackgroundSteps::find(const std::vector<std::string>& ids) const {
  std::vector<Entry*> found;
  for (const std::string& id : ids) {
    for (const auto& entry : entries_) {
      if (equals_ignoring_case(entry->task.id, id)) {
        found.push_back(entry.get());
      }
    }
  }
  return found;
}

record::Conclusion BackgroundSteps::finish(const std::vector<Entry*>& entries) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] {
    return std::all_of(entries.begin(), entries.end(),
                       [](const Entry* entry) { return entry->conclusion.has_value(); });
  });
  record::Conclusion worst = record::Conclusion::kSuccess;
  for (Entry* entry : entries) {
    if (entry->thrown) {
      std::rethrow_exception(std::exchange(entry->thrown, nullptr));
    }
    if (!std::exchange(entry->is_taken_over, true)) {
      job_.take_over(entry->fork, entry->task.id);
    }
    const bool is_expected = entry->is_cancelled && *entry->conclusion == record::Conclusion::kCancelled;
    worst = is_expected ? worst : worse(worst, *entry->conclusion);
  }
  return worst;
}

void BackgroundSteps::report(RunningStep& step, std::string_view summary, const std::vector<Entry*>& entries) {
  step.log.text(summary);
  for (const Entry* entry : entries) {
    step.log.text(fmt::format("  {}: {}", entry->name, word(*entry->conclusion)));
  }
}

namespace {

template <class Entries>
std::string names_of(const Entries& entries) {
  std::string names;
  for (const auto* entry : entries) {
    names += (names.empty() ? "" : ", ") + entry->name;
  }
  return names.empty() ? "(none)" : names;
}

}  // namespace

StepEnd BackgroundSteps::wait(RunningStep& step, const std::vector<std::string>& ids) {
  const std::vector<Entry*> entries = find(ids);
  step.log.text(fmt::format("Waiting for background step(s) to complete: {}", names_of(entries)));
  const record::Conclusion worst = finish(entries);
  report(step, "Finished waiting for background step(s).", entries);
  return {worst};
}

StepEnd BackgroundSteps::wait_for_all(RunningStep& step) {
  std::vector<Entry*> open;
  for (const auto& entry : entries_) {
    if (!entry->is_taken_over) {
      open.push_back(entry.get());
    }
  }
  step.log.text(open.empty() ? "No background steps remaining to wait for."
                             : fmt::format("Waiting for all background step(s) to complete: {}", names_of(open)));
  const record::Conclusion worst = finish(open);
  report(step, "Finished waiting for all background step(s).", open);
  return {worst};
}

StepEnd BackgroundSteps::cancel(RunningStep& step, const std::vector<std::string>& ids) {
  const std::vector<Entry*> entries = find(ids);
  step.log.text(fmt::format("Cancelling background step(s): {}", names_of(entries)));
  for (Entry* entry : entries) {
    entry->is_cancelled = true;
    entry->end.request_stop();
  }
  static_cast<void>(finish(entries));
  report(step, "Finished cancelling background step(s).", entries);
  return {};
}

bool BackgroundSteps::has_open() const {
  return std::any_of(entries_.begin(), entries_.end(), [](const auto& entry) { return !entry->is_taken_over; });
}

void BackgroundSteps::judge() {
  const std::lock_guard lock(mutex_);
  for (const auto& entry : entries_) {
    // One that nobody has seen end has failed.
    const record::Conclusion conclusion = entry->conclusion.value_or(record::Conclusion::kFailure);
    if (conclusion == record::Conclusion::kFailure ||
        (conclusion == record::Conclusion::kCancelled && !entry->is_cancelled && !job_.note_cancellation())) {
      job_.note_failure();
    }
  }
}

}  // namespace ropewalk::engine
