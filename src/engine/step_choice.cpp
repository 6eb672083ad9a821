#include "engine/step_choice.h"

#include <algorithm>

#include "base/strings.h"

namespace ropewalk::engine {
namespace {

std::string_view first_line(std::string_view text) {
  const std::string_view trimmed = trim(text);
  return trimmed.substr(0, trimmed.find_first_of("\r\n"));
}

/// As it is shown without a name of its own.
std::string_view unnamed(const workflow::Step& step) {
  return step.run != nullptr ? first_line(step.run->text) : step.uses != nullptr ? trim(step.uses->text) : "";
}

}  // namespace

bool is_called(const workflow::Step& step, std::string_view word) {
  if (!step.has_generated_id && equals_ignoring_case(step.id, word)) {
    return true;
  }
  if (step.name != nullptr && equals_ignoring_case(first_line(step.name->text), word)) {
    return true;
  }
  const std::string_view own = unnamed(step);
  constexpr std::string_view kRun = "Run ";
  const bool has_run = word.size() > kRun.size() && equals_ignoring_case(word.substr(0, kRun.size()), kRun);
  return !own.empty() && (equals_ignoring_case(own, word) || (has_run && equals_ignoring_case(own, word.substr(4))) ||
                          (step.uses != nullptr && equals_ignoring_case(own.substr(0, own.find('@')), word)));
}

std::vector<bool> chosen_steps(const workflow::Job& job, const StepChoice& choice) {
  const std::vector<workflow::Step>& steps = job.steps;
  std::vector<bool> chosen(steps.size(), true);
  if (!choice.is_any()) {
    return chosen;
  }
  std::vector<bool> named(steps.size(), false);
  bool is_behind = false;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    is_behind |= !choice.from.empty() && is_called(steps[i], choice.from);
    named[i] =
        is_behind || std::ranges::any_of(choice.only, [&](const auto& word) { return is_called(steps[i], word); });
  }
  const auto last = std::find(named.rbegin(), named.rend(), true);
  if (last == named.rend()) {
    return chosen;
  }
  const auto end = static_cast<std::size_t>(named.rend() - last);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    chosen[i] = named[i] || (i < end && steps[i].uses != nullptr);
  }
  return chosen;
}

std::vector<std::string> step_names(const workflow::Job& job) {
  std::vector<std::string> names;
  for (const workflow::Step& step : job.steps) {
    const std::string_view name = step.name != nullptr     ? first_line(step.name->text)
                                  : !step.has_generated_id ? step.id
                                                           : unnamed(step);
    if (!name.empty()) {
      names.emplace_back(name);
    }
  }
  return names;
}

}  // namespace ropewalk::engine
