#include "engine/step/script_step.h"

#include <fmt/format.h>

#include <utility>

#include "base/strings.h"
#include "engine/shell.h"
#include "engine/step/log_error.h"
#include "engine/step/step_process.h"

namespace ropewalk::engine {
namespace {

struct Script {
  std::string text;
  Shell shell;
  std::filesystem::path folder;
};

/// A default of the job counts for the job's own steps, not within composite actions.
Result<std::string> text_or_default(const RunningStep& step, const Source& source, const std::string& absent) {
  auto text = evaluate_text(source, step);
  if (text && text->empty() && step.frame() == nullptr) {
    return absent;
  }
  return text;
}

Result<Script> evaluate(RunningStep& step, const workflow::Step& written, const SourceFilePtr& file) {
  Script script;
  const Result<std::string>& text = evaluate_script(step, written, file);
  if (!text) {
    return fail(text.error());
  }
  script.text = *text;
  auto shell_text = text_or_default(step, {written.shell, file}, step.job.defaults.shell);
  if (!shell_text) {
    return fail(std::move(shell_text.error()));
  }
  const std::string path = step.job.search_path();
  auto shell =
      find_shell(*shell_text, [&](std::string_view program) { return step.job.place.find_program(program, path); });
  if (!shell) {
    return fail(std::move(shell.error()));
  }
  script.shell = std::move(*shell);
  auto folder = text_or_default(step, {written.working_directory, file}, step.job.defaults.working_directory);
  if (!folder) {
    return fail(std::move(folder.error()));
  }
  script.folder = step.job.folders.workspace / *folder;  // an absolute one stays as it is
  return script;
}

void print(RunningStep& step, const Script& script) {
  const std::string_view text = script.text;
  const std::size_t begin = std::min(text.find_first_not_of(" \t\r\n"), text.size());
  const std::string_view first = text.substr(begin, text.find_first_of("\r\n", begin) - begin);
  step.log.group(fmt::format("Run {}", first));
  std::string_view shown = text;
  while (!shown.empty() && shown.back() == '\n') {
    shown.remove_suffix(1);
  }
  for (const std::string_view line : split_lines(shown)) {
    step.log.command(line);
  }
  step.log.text(fmt::format("shell: {} {}", script.shell.program.string(), script.shell.arguments_format));
  print_environment(step);
  step.log.end_group();
}

Result<StepProgram> prepare(RunningStep& step, const Script& script) {
  const std::filesystem::path file =
      step.job.folders.steps / fmt::format("{}{}", step.number(), script_extension(script.shell));
  if (auto written = step.job.files().write_quick(file, script_text(script.shell, script.text)); !written) {
    return fail(std::move(written.error()));
  }
  auto arguments = shell_arguments(script.shell, step.job.place.inside(file));
  if (!arguments) {
    return fail(std::move(arguments.error()));
  }
  return StepProgram{std::move(*arguments), script.folder, step.process_environment({})};
}

}  // namespace

const Result<std::string>& evaluate_script(RunningStep& step, const workflow::Step& written,
                                           const SourceFilePtr& file) {
  if (!step.script) {
    // A script is no action, so within a composite action's it has no repository and ref of its own; what else is
    // evaluated before it starts still sees those of the action. (GitHub's ActionRunner.)
    const std::string repository = std::exchange(step.action_repository, {});
    const std::string ref = std::exchange(step.action_ref, {});
    step.script = evaluate_text({written.run, file}, step);
    step.action_repository = repository;
    step.action_ref = ref;
  }
  return *step.script;
}

StepEnd run_script(RunningStep& step, const workflow::Step& written, const SourceFilePtr& file) {
  auto script = evaluate(step, written, file);
  step.action_repository.clear();
  step.action_ref.clear();
  if (!script) {
    log_error(step, std::move(script.error()));
    return {record::Conclusion::kFailure};
  }
  print(step, *script);
  step.started_script = script->text;
  return run_step_program(step, [&] { return prepare(step, *script); }, true);
}

}  // namespace ropewalk::engine
