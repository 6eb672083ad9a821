#include "cli/console/event_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/display.h"
#include "cli/console/labels.h"

namespace ropewalk::cli {
namespace {

using record::Conclusion;
using report::JobState;
using report::RunState;
using report::StepState;

/// Columns of `[workflow / job]` before a line.
constexpr std::size_t kMostPrefix = 40;

/// The visitor of WholeText.
class Lines {
 public:
  Lines(const RunState& run, Detail detail, const Palette& palette, bool has_several_runs, PreambleFilter& filter,
        PendingStarts& pending, const FailureHints& hints)
      : run_(run),
        detail_(detail),
        palette_(palette),
        has_several_runs_(has_several_runs),
        filter_(filter),
        pending_(pending),
        hints_(hints) {}

  std::string operator()(const record::RunStarted& start) const {
    return fmt::format("{} · {} · run {}\n", workflow_name(start), run_about(start), run_.id.text());
  }
  std::string operator()(const record::StepStarted& start) const {
    if (detail_ == Detail::kAll || !PreambleFilter::is_runners_own(start.phase)) {
      pending_[{run_.id, start.job, start.number}] =
          line(start.job, palette_.paint(Ink::kBold, "▶ " + step_name(start)));
    }
    return "";
  }
  std::string operator()(const record::LogLine& log) const {
    std::string text = take_start(log.job, log.step);
    if (detail_ == Detail::kUsual && filter_.drops(run_, log)) {
      return text;
    }
    for (const std::string& part : log_lines(log, detail_, palette_)) {
      text += line(log.job, part);
    }
    return text;
  }
  std::string operator()(const record::StepFinished& finish) const {
    const std::string start = take_start(finish.job, finish.step);
    const JobState* job = run_.find_job(finish.job);
    const StepState* step = job != nullptr ? job->find_step(finish.step) : nullptr;
    if (step == nullptr) {
      return "";
    }
    const std::string name = step_name(step->start);
    switch (finish.outcome) {
      case Conclusion::kSuccess: return start;
      case Conclusion::kSkipped: return line(finish.job, palette_.paint(Ink::kDim, fmt::format("- {}: skipped", name)));
      case Conclusion::kFailure: return start + bad_end(finish, name) + hints_on(finish.job, step->start);
      case Conclusion::kCancelled: return start + bad_end(finish, name);
    }
    return "";
  }
  std::string operator()(const record::JobFinished& finish) const {
    const bool was_skipped = finish.conclusion == Conclusion::kSkipped;
    if (finish.is_incomplete && !was_skipped) {
      return line(finish.job,
                  palette_.paint(Ink::kCareful, fmt::format("! incomplete after {}: {}", duration_text(finish.duration),
                                                            printable(finish.reason))));
    }
    std::string text = fmt::format("{} {}", sign(finish.conclusion), name(finish.conclusion));
    if (!was_skipped) {
      text += fmt::format(" in {}", duration_text(finish.duration));
    }
    if (!finish.reason.empty()) {
      text += ": " + printable(finish.reason);
    }
    return line(finish.job, palette_.paint(ink(finish.conclusion), text));
  }
  template <class Other>
  std::string operator()(const Other& /*event*/) const {
    return "";
  }

 private:
  [[nodiscard]] std::string line(const JobId& id, const std::string& text) const {
    const JobState* job = run_.find_job(id);
    std::string name = job != nullptr ? job_name(*job) : printable(id.text());
    if (has_several_runs_) {
      name = fmt::format("{} / {}", workflow_name(run_.start), name);
    }
    return fmt::format("{} {}\n",
                       palette_.paint(Ink::kDim, fmt::format("[{}]", shortened_in_middle(name, kMostPrefix))), text);
  }

  [[nodiscard]] std::string take_start(const JobId& job, int step) const {
    const auto start = pending_.extract({run_.id, job, step});
    return start.empty() ? "" : start.mapped();
  }

  [[nodiscard]] std::string hints_on(const JobId& job, const record::StepStarted& step) const {
    std::string text;
    for (const std::string& hint : hints_ ? hints_(step) : std::vector<std::string>()) {
      text += line(job, palette_.paint(Ink::kDim, "hint: " + printable(hint)));
    }
    return text;
  }

  [[nodiscard]] std::string bad_end(const record::StepFinished& finish, const std::string& step) const {
    std::string text = fmt::format("{} {}: {}", sign(finish.outcome), step, record::name(finish.outcome));
    if (finish.exit_code && *finish.exit_code != 0) {
      text += fmt::format(", exit code {}", *finish.exit_code);
    }
    if (finish.conclusion != finish.outcome) {
      text += ", and it may";
    }
    const Ink colour = ink(finish.conclusion == finish.outcome ? finish.outcome : Conclusion::kCancelled);
    return line(finish.job, palette_.paint(colour, text));
  }

  const RunState& run_;
  Detail detail_;
  const Palette& palette_;
  bool has_several_runs_;
  PreambleFilter& filter_;
  PendingStarts& pending_;
  const FailureHints& hints_;
};

}  // namespace

std::string WholeText::text(const report::SessionState& session, const record::Event& event, int /*columns*/) {
  const RunState* run = session.find_run(event.run);
  return run == nullptr
             ? ""
             : std::visit(Lines(*run, detail_, palette_, has_several_runs_, filter_, pending_, hints_), event.data);
}

std::string FailureText::text(const report::SessionState& session, const record::Event& event, int columns) {
  const RunState* run = session.find_run(event.run);
  if (run == nullptr) {
    return "";
  }
  if (const auto* line = std::get_if<record::LogLine>(&event.data)) {
    keep(*run, *line);
  }
  const auto* finished = std::get_if<record::StepFinished>(&event.data);
  return finished == nullptr ? "" : finish(*run, *finished, columns);
}

void FailureText::keep(const RunState& run, const record::LogLine& line) {
  if (filter_.drops(run, line)) {
    return;
  }
  tails_[{run.id, line.job, line.step}].add(line);
}

std::string FailureText::finish(const RunState& run, const record::StepFinished& finish, int columns) {
  const auto kept = tails_.extract({run.id, finish.job, finish.step});
  if (finish.outcome != Conclusion::kFailure) {
    return "";
  }
  const JobState* job = run.find_job(finish.job);
  const StepState* step = job != nullptr ? job->find_step(finish.step) : nullptr;
  if (step == nullptr) {
    return "";
  }
  const StepTail tail = kept.empty() ? StepTail{} : kept.mapped();
  // A composite action fails because a step of it did, and that one has been shown.
  const bool was_shown = std::any_of(job->steps.begin(), job->steps.end(), [&](const StepState& inner) {
    return inner.start.parent == finish.step && inner.finish && inner.finish->outcome == Conclusion::kFailure;
  });
  if (was_shown && tail.lines().empty()) {
    return "";
  }
  return failure_block(run, *job, *step, tail, {columns, has_several_runs_},
                       hints_ ? hints_(step->start) : std::vector<std::string>(), palette_) +
         "\n";
}

}  // namespace ropewalk::cli
