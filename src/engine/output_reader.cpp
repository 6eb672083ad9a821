#include "engine/output_reader.h"

#include "base/strings.h"
#include "engine/matchers/problem.h"
#include "engine/step_effects.h"

namespace ropewalk::engine {
namespace {

/// The runner's own marks around the steps of composite actions, made harmless where a program prints them.
std::string without_runner_marks(std::string_view line) {
  return replace_all(replace_all(line, "##[start-action", "##[\\start-action"), "##[end-action", "##[\\end-action");
}

}  // namespace

OutputReader::OutputReader(StepEffects& step) : step_(step), commands_(step), matchers_(step.matchers) {}

void OutputReader::read(std::string_view line) {
  const bool may_be_command = line.find("##[") != std::string_view::npos || line.find("::") != std::string_view::npos;
  if (may_be_command && commands_.process(line)) {
    return;
  }
  if (may_be_command && line.find("-action") != std::string_view::npos) {
    show(without_runner_marks(line));
    return;
  }
  show(line);
}

void OutputReader::show(std::string_view line) {
  if (!matchers_.is_idle()) {
    if (const auto match = matchers_.match(line)) {
      if (auto issue = to_issue(*match, step_.files, step_.workspace, step_.log)) {
        step_.log.issue(std::move(*issue), line);
        return;
      }
    }
  }
  step_.log.text(line);
}

}  // namespace ropewalk::engine
