#include "cli/console/event_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/display.h"

namespace ropewalk::cli {
namespace {

using record::Conclusion;
using report::JobState;
using report::RunState;
using report::StepState;

constexpr std::size_t kMostTailLines = 100;

/// The visitor of WholeText.
class Lines {
 public:
  Lines(const RunState& run, Detail detail, const Palette& palette, PreambleFilter& filter, PendingStarts& pending)
      : run_(run), detail_(detail), palette_(palette), filter_(filter), pending_(pending) {}

  std::string operator()(const record::RunStarted& start) const {
    return fmt::format("{} · {} · run {}\n", printable(start.title.empty() ? start.workflow_name : start.title),
                       start.event, run_.id.text());
  }
  std::string operator()(const record::StepStarted& start) const {
    if (detail_ == Detail::kAll || !PreambleFilter::is_runners_own(start.phase)) {
      pending_[{run_.id, start.job, start.number}] =
          line(start.job, palette_.paint(Ink::kBold, "▶ " + printable(start.name)));
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
    const std::string step_name = printable(step->start.name);
    switch (finish.outcome) {
      case Conclusion::kSuccess: return start;
      case Conclusion::kSkipped:
        return line(finish.job, palette_.paint(Ink::kDim, fmt::format("- {}: skipped", step_name)));
      case Conclusion::kFailure:
      case Conclusion::kCancelled: return start + bad_end(finish, step_name);
    }
    return "";
  }
  std::string operator()(const record::JobFinished& finish) const {
    std::string text = fmt::format("{} {}", sign(finish.conclusion), name(finish.conclusion));
    if (finish.conclusion != Conclusion::kSkipped) {
      text += fmt::format(" in {}", duration_text(finish.duration));
    }
    if (!finish.reason.empty()) {
      text += ": " + finish.reason;
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
    const std::string job_name = printable(job != nullptr ? job->queued.name : id.text());
    return fmt::format("{} {}\n", palette_.paint(Ink::kDim, "[" + job_name + "]"), text);
  }

  [[nodiscard]] std::string take_start(const JobId& job, int step) const {
    const auto start = pending_.extract({run_.id, job, step});
    return start.empty() ? "" : start.mapped();
  }

  [[nodiscard]] std::string bad_end(const record::StepFinished& finish, const std::string& step_name) const {
    std::string text = fmt::format("{} {}: {}", sign(finish.outcome), step_name, name(finish.outcome));
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
  PreambleFilter& filter_;
  PendingStarts& pending_;
};

}  // namespace

std::string WholeText::text(const report::SessionState& session, const record::Event& event) {
  const RunState* run = session.find_run(event.run);
  return run == nullptr ? "" : std::visit(Lines(*run, detail_, palette_, filter_, pending_), event.data);
}

std::string FailureText::text(const report::SessionState& session, const record::Event& event) {
  const RunState* run = session.find_run(event.run);
  if (run == nullptr) {
    return "";
  }
  if (const auto* line = std::get_if<record::LogLine>(&event.data)) {
    keep(*run, *line);
  }
  const auto* finished = std::get_if<record::StepFinished>(&event.data);
  return finished == nullptr ? "" : finish(*run, *finished);
}

void FailureText::keep(const RunState& run, const record::LogLine& line) {
  if (filter_.drops(run, line)) {
    return;
  }
  StepTail& tail = tails_[{run.id, line.job, line.step}];
  tail.lines.push_back(line);
  if (tail.lines.size() > kMostTailLines) {
    tail.lines.pop_front();
    ++tail.earlier;
  }
}

std::string FailureText::finish(const RunState& run, const record::StepFinished& finish) {
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
  if (was_shown && tail.lines.empty()) {
    return "";
  }
  return failure_block(run, *job, *step, tail, palette_) + "\n";
}

}  // namespace ropewalk::cli
