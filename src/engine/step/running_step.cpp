#include "engine/step/running_step.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "engine/job/job_environment.h"
#include "engine/step/composite_frame.h"

namespace ropewalk::engine {

RunningStep::RunningStep(RunningJob& of_job, const StepTask& of_task, int number)
    : job(of_job),
      task(of_task),
      log(of_job.log, number, of_task.frame ? of_task.frame->counts : std::make_shared<AnnotationCounts>()),
      place(of_task.place),
      environment(of_job.environment),
      echoes_commands(of_job.log.writes_debug()),
      effects{.id = of_task.id,
              .log = log,
              .target = *this,
              .environment = environment,
              .matchers = of_job.matchers,
              .files = of_job.files(),
              .workspace = of_job.folders.workspace,
              .echoes_commands = echoes_commands,
              .has_failed_command = has_failed_command} {
  if (const CompositeFrame* inside = frame()) {
    apply(inside->overrides);
    action_repository = inside->repository;
    action_ref = inside->ref;
  }
  begin_evaluation();
  if (task.phase != record::StepPhase::kSetup && task.phase != record::StepPhase::kComplete) {
    const std::string suffix = std::to_string(number);
    files = file_command_paths(job.folders.steps, suffix, job.artifacts ? suffix : kSharedSuffix);
  }
}

StepsContext& RunningStep::steps() const { return frame() != nullptr ? frame()->steps : job.steps; }

void RunningStep::begin_evaluation() {
  is_judged_in_cancelled_job_ = job.stop.cancelled().stop_requested();
  stop_.emplace(job.stop, frame() != nullptr ? frame()->late : std::stop_token(),
                is_judged_in_cancelled_job_ ? OnCancellation::kGoOn : OnCancellation::kEnd);
}

void RunningStep::begin(OnCancellation on_cancellation, std::optional<std::chrono::minutes> timeout) {
  stop_.emplace(job.stop, frame() != nullptr ? frame()->late : std::stop_token(), on_cancellation);
  if (timeout) {
    stop_->limit(job.clock(), *timeout);
  }
  if (job.on_begin) {
    job.on_begin();
  }
}

void RunningStep::apply(const EnvironmentMap& values) {
  for (const auto& [variable, value] : values.entries()) {
    environment.set(variable, value);
    overrides.set(variable, value);
  }
}

void RunningStep::set_variable(std::string_view variable, std::string_view value) {
  job.set_variable(variable, value);
  environment.set(variable, std::string(value));
}

void RunningStep::set_output(std::string_view output, std::string_view value) {
  steps().set_output(task.id, output, value);
}

void RunningStep::add_path(std::string_view path) { job.add_path(path); }

void RunningStep::save_state(std::string_view key, std::string_view value) {
  if (task.state) {
    (*task.state)[std::string(key)] = value;
  }
}

void RunningStep::write_summary(std::string markdown) {
  std::string text;
  for (const std::string_view line : split_lines(markdown)) {
    text += line;
    text += '\n';
  }
  job.log.emit(record::SummaryWritten{.job = job.request.id, .step = number(), .markdown = std::move(text)});
}

void RunningStep::note_impossible(std::string reason) {
  is_impossible = true;
  job.note_impossible(std::move(reason));
}

ports::EnvironmentList RunningStep::process_environment(const NamedTexts& inputs) const {
  ports::EnvironmentList list = job.base_environment;
  list.insert(list.end(), environment.entries().begin(), environment.entries().end());
  if (task.state) {
    for (const auto& [key, value] : *task.state) {
      list.emplace_back("STATE_" + key, value);
    }
  }
  for (const auto& [input, value] : inputs) {
    list.emplace_back("INPUT_" + to_upper(replace_all(input, " ", "_")), value);
  }
  if (!job.added_paths.empty()) {
    const std::string* own = environment.find("PATH");
    std::string path;
    for (auto added = job.added_paths.rbegin(); added != job.added_paths.rend(); ++added) {
      path += *added + ":";
    }
    const auto base = std::find_if(list.rbegin(), list.rend(), [](const auto& pair) { return pair.first == "PATH"; });
    path += own != nullptr ? *own : base != list.rend() ? base->second : std::string();
    list.emplace_back("PATH", std::move(path));
  }
  list.insert(list.end(), job.runtime_environment.begin(), job.runtime_environment.end());
  for (const auto& [member, value] : own_github_members()) {
    if (std::string variable = github_variable(member); !variable.empty()) {
      list.emplace_back(std::move(variable), value);
    }
  }
  // The runner's last word, when it starts the process; CI, which it sets beside this one, gives way to the user's.
  list.emplace_back("GITHUB_ACTIONS", "true");
  return list;
}

}  // namespace ropewalk::engine
