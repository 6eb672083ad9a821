#include "app/attempts/attempt.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "app/past_runs.h"
#include "base/strings.h"

namespace ropewalk::app {

std::string run_of_attempt(std::string_view id) { return std::string(id.substr(0, id.find('-'))); }

int attempt_number(std::string_view id) {
  const std::size_t dash = id.find('-');
  int number = 1;
  if (dash != std::string_view::npos) {
    std::from_chars(id.data() + dash + 1, id.data() + id.size(), number);
  }
  return number;
}

RunId attempt_id(std::string_view run, int attempt) {
  return RunId(attempt <= 1 ? std::string(run) : fmt::format("{}-{}", run, attempt));
}

Result<NextAttempt> next_attempt(const report::RunState& last, const AgainChoice& choice) {
  NextAttempt next;
  next.workflow_path = last.start.workflow_path;
  next.identity.number = last.start.number;
  next.identity.attempt = last.start.attempt + 1;
  next.identity.id = attempt_id(run_of_attempt(last.id.text()), next.identity.attempt);
  if (!choice.only_failed && choice.jobs.empty()) {
    return next;
  }
  std::vector<const report::JobState*> again;
  for (const std::string& job : choice.jobs) {
    const auto steps = select_jobs(last, job);
    if (!steps) {
      return fail(steps.error());
    }
    again.insert(again.end(), steps->begin(), steps->end());
  }
  for (const report::JobState& job : last.jobs) {
    const bool has_succeeded = job.finish && job.finish->conclusion == record::Conclusion::kSuccess;
    const bool runs_again = choice.jobs.empty() ? !has_succeeded : std::ranges::find(again, &job) != again.end();
    if (runs_again || !has_succeeded) {
      continue;
    }
    const std::string_view reason = job.finish->reason;
    constexpr std::string_view kDone = "done in attempt ";
    int attempt = last.start.attempt;
    if (reason.starts_with(kDone)) {
      std::from_chars(reason.data() + kDone.size(), reason.data() + reason.size(), attempt);
    }
    next.identity.earlier[job.queued.job] = {.key = job.queued.key, .outputs = job.finish->outputs, .attempt = attempt};
  }
  return next;
}

}  // namespace ropewalk::app
