// The steps of a job that run beside the others, and those that wait for them or cancel them.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "engine/job/running_job.h"
#include "engine/step/run_step.h"
#include "engine/step_task.h"
#include "tasks/task_group.h"

namespace ropewalk::engine {

/// Each step has a thread and a fork of the job: what it sets and how it ended is the job's when something has waited
/// for it. All but `run` belongs to the job's own thread. (GitHub's BackgroundStepCoordinator.)
class BackgroundSteps {
 public:
  /// `job` outlives it.
  explicit BackgroundSteps(RunningJob& job);
  /// Ends what still runs.
  ~BackgroundSteps();
  BackgroundSteps(const BackgroundSteps&) = delete;
  BackgroundSteps& operator=(const BackgroundSteps&) = delete;

  /// Starts a step; `task` outlives this. `name` is what waits call it. Returns when its condition is worked out and
  /// its body has begun, or it has to wait for a slot.
  void start(const StepTask& task, std::string name);

  /// The bodies of the steps `wait`, `wait-all` and `cancel`; ids that are not running steps' are passed over.
  [[nodiscard]] StepEnd wait(RunningStep& step, const std::vector<std::string>& ids);
  [[nodiscard]] StepEnd wait_for_all(RunningStep& step);
  [[nodiscard]] StepEnd cancel(RunningStep& step, const std::vector<std::string>& ids);

  /// Something was started that nothing has waited for.
  [[nodiscard]] bool has_open() const;
  /// The failures of all steps count for the job, also where a wait has forgiven them.
  void judge();

 private:
  struct Entry;

  void run(Entry& entry);
  /// Waits for a slot. False when the step was ended before it had one.
  [[nodiscard]] bool take_slot(Entry& entry);
  void note_under_way(Entry& entry);
  [[nodiscard]] std::vector<Entry*> find(const std::vector<std::string>& ids) const;
  /// Waits for the steps and takes them over; the worst of their ends.
  [[nodiscard]] record::Conclusion finish(const std::vector<Entry*>& entries);
  static void report(RunningStep& step, std::string_view summary, const std::vector<Entry*>& entries);

  RunningJob& job_;
  std::vector<std::unique_ptr<Entry>> entries_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  int running_ = 0;
  tasks::TaskGroup group_{std::stop_token()};
};

}  // namespace ropewalk::engine
