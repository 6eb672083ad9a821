// Carries out a plan: one graph of jobs for each run, one scheduler for all.
#include <fmt/format.h>

#include <deque>

#include "engine/engine.h"
#include "engine/schedule/scheduler.h"
#include "expr/object_scope.h"
#include "plan/run_title.h"

namespace ropewalk::engine {
namespace {

/// One run and all that its jobs refer to; stays where it is.
struct Running {
  Running(const plan::Plan& plan, const plan::PlannedRun& planned_run, const RunIdentity& identity,
          const EnginePorts& ports, const EngineOptions& options, Backend& backend, record::EventSink& sink,
          SnapshotOnce& snapshot)
      : recorder(identity.id, ports.clock, sink),
        context(make_run_context(planned_run.event ? *planned_run.event : plan.event, planned_run, identity, ports,
                                 options, backend, recorder, snapshot)) {
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
  return context.masker.mask(title ? *title : context.planned.title);
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

}  // namespace

Result<std::vector<RunOutcome>> run(const plan::Plan& plan, const std::vector<RunIdentity>& identities,
                                    const EnginePorts& ports, const EngineOptions& options, record::EventSink& sink,
                                    std::stop_token stop) {
  for (const auto* folder : {&options.work_folder, &options.step_folder}) {
    if (auto made = ports.files.make_directories(*folder); !made) {
      return fail(std::move(made.error()));
    }
  }
  SnapshotOnce snapshot(ports.repository, options.snapshot, options.work_folder / "_snapshot");
  const auto backend = make_host_backend(ports.process);
  std::deque<Running> runs;  // a deque, because graphs and contexts point at each other
  {
    Scheduler scheduler(options.max_jobs, std::move(stop));
    for (std::size_t i = 0; i < plan.runs.size(); ++i) {
      if (!plan.runs[i].refusal) {
        Running& started =
            runs.emplace_back(plan, plan.runs[i], identities.at(i), ports, options, *backend, sink, snapshot);
        tell_start(started);
        scheduler.start(started.graph);
      }
    }
    scheduler.wait();
  }
  if (!options.keeps_work) {
    // What cannot be removed was left by a job, and a job's mess is no reason to fail the run.
    static_cast<void>(ports.files.remove_all(options.work_folder));
  }
  std::vector<RunOutcome> outcomes;
  for (const Running& ended : runs) {
    outcomes.push_back({ended.recorder.run(), conclusion_of(ended.graph), ended.graph.is_incomplete});
  }
  return outcomes;
}

}  // namespace ropewalk::engine
