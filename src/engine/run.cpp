// Carries out a plan: one graph of jobs for each run, one scheduler for all.
#include <fmt/format.h>

#include <atomic>
#include <deque>
#include <system_error>

#include "engine/engine.h"
#include "engine/outbox.h"
#include "engine/schedule/scheduler.h"
#include "expr/object_scope.h"
#include "plan/run_title.h"
#include "tasks/task_group.h"

namespace ropewalk::engine {
namespace {

/// One run and all that its jobs refer to; stays where it is.
struct Running {
  Running(const plan::Plan& plan, const plan::PlannedRun& planned_run, const RunIdentity& identity,
          const EnginePorts& ports, const EngineOptions& options, Outbox& outbox, SnapshotOnce& snapshot)
      : recorder(identity.id, ports.clock, outbox),
        context(make_run_context(planned_run.event ? *planned_run.event : plan.event, planned_run, identity, ports,
                                 options, recorder, snapshot)) {
    context.may_read = [&outbox] { return outbox.takes_more(); };
    graph.run = &context;
    graph.planned = &planned_run.root;
    graph.inputs = planned_run.inputs;
    graph.secrets = context.secrets;
    build_graph(graph);
  }
  Recorder recorder;
  RunContext context;
  WorkflowGraph graph;
};

/// The plan's title is as good as it gets without the run's own number.
std::string title_of(const RunContext& context) {
  expr::Object contexts;
  contexts.set("github", context.github_value);
  contexts.set("inputs", context.planned.inputs);
  contexts.set("vars", context.variables);
  const auto title = plan::run_title(context.planned, expr::ObjectScope(contexts));
  return title ? *title : context.planned.title;
}

void tell_start(const Running& run) {
  const RunContext& context = run.context;
  const ports::Repository* repository = context.ports.repository;
  context.recorder.emit(record::RunStarted{.workflow_path = context.planned.path,
                                           .workflow_name = context.planned.name,
                                           .title = title_of(context),
                                           .event = context.event.name,
                                           .ref = context.event.ref,
                                           .sha = context.event.sha,
                                           .actor = context.event.actor,
                                           .directory = repository != nullptr
                                                            ? repository->top().string()
                                                            : context.ports.machine.current_directory().string(),
                                           .number = context.identity.number,
                                           .attempt = context.identity.attempt});
}

/// Removes what jobs have left. What cannot be removed is a job's mess, and no reason to fail the run.
class WorkFolder {
 public:
  WorkFolder(ports::Files& files, const EngineOptions& options) : files_(files), options_(options) {}
  ~WorkFolder() {
    if (!options_.keeps_work && !options_.failures.keeps_job) {  // else it is for the caller to look at what stays
      static_cast<void>(files_.remove_all(options_.work_folder));
    }
  }
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;

  [[nodiscard]] Result<void> make() {
    auto made = files_.make_directories(options_.work_folder);
    return made ? files_.make_directories(options_.step_folder) : made;
  }

 private:
  ports::Files& files_;
  const EngineOptions& options_;
};

class ThreadedRun final : public RunHandle {
 public:
  ThreadedRun(RunRequest request, const EnginePorts& ports, record::EventSink& sink, std::stop_token stop)
      : request_(std::move(request)), ports_(ports), sink_(sink), parent_stop_(std::move(stop), [this] { cancel(); }) {}
  ~ThreadedRun() override { cancel(); }
  ThreadedRun(const ThreadedRun&) = delete;
  ThreadedRun& operator=(const ThreadedRun&) = delete;

  void begin() {
    thread_.start([this](const std::stop_token&) {
      outcome_ = engine::run(request_, ports_, sink_, stop_.get_token());
      is_done_ = true;
    });
  }
  void cancel() override { stop_.request_stop(); }
  bool is_done() const override { return is_done_; }
  Result<std::vector<RunOutcome>> wait() override {
    thread_.wait();
    return std::move(outcome_);
  }

 private:
  const RunRequest request_;
  const EnginePorts& ports_;
  record::EventSink& sink_;
  std::stop_source stop_;
  std::stop_callback<std::function<void()>> parent_stop_;
  std::atomic<bool> is_done_ = false;
  Result<std::vector<RunOutcome>> outcome_ = fail(ErrorKind::kInternal, "the run never ended");
  /// Last: it uses all of the others.
  tasks::TaskGroup thread_{std::stop_token()};
};

/// What does not run beside the runs stands in the first of them.
void tell_refusals(const plan::Plan& plan, Recorder& recorder) {
  for (const plan::PlannedRun& run : plan.runs) {
    if (run.refusal) {
      recorder.emit(record::WorkflowNotStarted{
          .workflow_path = run.path, .workflow_name = run.name, .reason = run.refusal->reason});
    }
  }
}

}  // namespace

Result<std::vector<RunOutcome>> run(const RunRequest& request, const EnginePorts& ports, record::EventSink& sink,
                                    std::stop_token stop) {
  const EngineOptions& options = request.options;
  WorkFolder work(ports.files, options);
  if (auto made = work.make(); !made) {
    return fail(std::move(made.error()));
  }
  SnapshotOnce snapshot(ports.repository, snapshot_request(request.plan.event, options),
                        options.work_folder / "_snapshot");
  const auto own_slots = make_job_slots(options.max_jobs);
  const auto own_groups = make_process_groups();
  Outbox outbox(sink, stop);
  std::deque<Running> runs;  // a deque, because graphs and contexts point at each other
  Scheduler scheduler(ports.slots == nullptr ? *own_slots : *ports.slots,
                      ports.groups == nullptr ? *own_groups : *ports.groups, std::move(stop), options.forced);
  for (std::size_t i = 0; i < request.plan.runs.size(); ++i) {
    const plan::PlannedRun& planned = request.plan.runs[i];
    if (!planned.refusal) {
      Running& started =
          runs.emplace_back(request.plan, planned, request.identities.at(i), ports, options, outbox, snapshot);
      tell_start(started);
      if (runs.size() == 1) {
        tell_refusals(request.plan, started.recorder);
      }
      scheduler.add(started.graph);
    }
  }
  auto done = scheduler.run();
  if (auto delivered = outbox.close(); !delivered) {
    done = std::move(delivered);
  }
  if (!done) {
    return fail(std::move(done.error()));
  }
  std::vector<RunOutcome> outcomes;
  for (const Running& ended : runs) {
    outcomes.push_back({.run = ended.recorder.run(),
                        .conclusion = ended.graph.result.value_or(record::Conclusion::kFailure),
                        .is_incomplete = ended.graph.result && is_only_incomplete(ended.graph)});
  }
  return outcomes;
}

Result<std::unique_ptr<RunHandle>> start(RunRequest request, const EnginePorts& ports, record::EventSink& sink,
                                         std::stop_token stop) {
  auto handle = std::make_unique<ThreadedRun>(std::move(request), ports, sink, std::move(stop));
  try {
    handle->begin();
  } catch (const std::system_error& error) {
    return fail(ErrorKind::kInternal, fmt::format("no thread could be started for the run: {}", error.what()));
  }
  return std::unique_ptr<RunHandle>(std::move(handle));
}

}  // namespace ropewalk::engine
