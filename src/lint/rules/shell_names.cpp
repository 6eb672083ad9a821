// Shells that the runner does not know: a step with one fails when it starts.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "lint/rules.h"

namespace ropewalk::lint {
namespace {

using workflow::Token;

constexpr std::string_view kCode = "unknown-shell";
/// docs.github.com, "Workflow syntax", jobs.<job_id>.steps[*].shell.
constexpr std::array<std::string_view, 6> kShells = {"bash", "sh", "pwsh", "powershell", "cmd", "python"};

void check_shell(const Token* shell, const SourceFilePtr& file, Findings& findings) {
  if (shell == nullptr || shell->kind != Token::Kind::kString) {
    return;
  }
  // A command of one's own has a place for the script.
  const std::string_view text = trim(shell->text);
  const bool is_command = text.find("{0}") != std::string_view::npos;
  const auto is_it = [&](std::string_view known) { return equals_ignoring_case(known, text); };
  if (text.empty() || is_command || std::ranges::any_of(kShells, is_it)) {
    return;
  }
  const std::string_view near = nearest(text, {kShells.begin(), kShells.end()});
  findings.push_back({.code = kCode,
                      .message = fmt::format("'{}' is not a shell that the runner knows", text),
                      .hint = near.empty() ? "A command of your own needs {0} where the script's file goes."
                                           : fmt::format("Did you mean '{}'?", near),
                      .place = {file, shell->span}});
}

void check_defaults(const Token* defaults, const SourceFilePtr& file, Findings& findings) {
  const Token* run = defaults == nullptr ? nullptr : defaults->find("run");
  check_shell(run == nullptr ? nullptr : run->find("shell"), file, findings);
}

void check(const WorkflowSubject& subject, Findings& findings) {
  const workflow::Workflow& workflow = subject.workflow;
  check_defaults(workflow.defaults, workflow.file, findings);
  for (const workflow::Job& job : workflow.jobs) {
    check_defaults(job.defaults, workflow.file, findings);
  }
}

void check_step(const StepSubject& subject, Findings& findings) {
  check_shell(subject.step.shell, subject.file, findings);
}

}  // namespace

Rule shell_names() {
  return {.code = kCode,
          .summary = "A `shell:` is not one that the runner knows.",
          .why = "The step fails when it starts.",
          .fix =
              "Write `bash`, `sh`, `pwsh`, `powershell`, `cmd` or `python`, or a command with `{0}` where the script's "
              "file goes.",
          .check = check,
          .check_step = check_step};
}

}  // namespace ropewalk::lint
