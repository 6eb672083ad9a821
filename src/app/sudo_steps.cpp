#include "app/sudo_steps.h"

#include <algorithm>

#include "base/strings.h"

namespace ropewalk::app {
namespace {

/// Whether a line has `sudo` where a command begins.
bool calls_sudo(std::string_view line) {
  constexpr std::string_view kSudo = "sudo ";
  for (std::size_t at = line.find(kSudo); at != std::string_view::npos; at = line.find(kSudo, at + 1)) {
    const std::string_view before = trim(line.substr(0, at));
    if (before.empty() || std::string_view("&|;({`").find(before.back()) != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

void add_lines(const std::vector<workflow::Step>& steps, std::vector<std::string>& lines) {
  for (const workflow::Step& step : steps) {
    for (const std::string_view line : split_lines(step.run != nullptr ? step.run->text : "")) {
      std::string text(trim(line));
      if (calls_sudo(text) && std::ranges::find(lines, text) == lines.end()) {
        lines.push_back(std::move(text));
      }
    }
    add_lines(step.parallel, lines);
  }
}

void add_lines(const plan::PlannedWorkflow& workflow, std::vector<std::string>& lines) {
  for (const plan::PlannedJob& job : workflow.jobs) {
    if (job.refusal) {
      continue;
    }
    add_lines(job.job->steps, lines);
    if (job.called) {
      add_lines(*job.called, lines);
    }
  }
}

}  // namespace

std::vector<std::string> sudo_lines(const plan::Plan& plan) {
  std::vector<std::string> lines;
  for (const plan::PlannedRun& run : plan.runs) {
    if (!run.refusal) {
      add_lines(run.root, lines);
    }
  }
  return lines;
}

}  // namespace ropewalk::app
