#include "cli/console/log_text.h"

#include <fmt/format.h>

#include "cli/console/text_width.h"

namespace ropewalk::cli {

using record::Conclusion;
using record::LogKind;

std::optional<std::string> log_text(const record::LogLine& line, Detail detail, const Palette& palette) {
  const std::string text = printable(line.text, palette.has_colours() ? KeepColours::kYes : KeepColours::kNo);
  switch (line.kind) {
    case LogKind::kText: return text;
    case LogKind::kCommand: return palette.paint(Ink::kBusy, "$ " + text);
    case LogKind::kGroup: return palette.paint(Ink::kBold, "▸ " + text);
    case LogKind::kEndGroup: return std::nullopt;
    case LogKind::kDebug:
      if (detail == Detail::kUsual) return std::nullopt;
      return palette.paint(Ink::kDim, "Debug: " + text);
    case LogKind::kError: return palette.paint(Ink::kBad, "Error: " + text);
    case LogKind::kWarning: return palette.paint(Ink::kCareful, "Warning: " + text);
    case LogKind::kNotice: return palette.paint(Ink::kBusy, "Notice: " + text);
  }
  return text;
}

std::string failure_block(const report::RunState& run, const report::JobState& job, const report::StepState& step,
                          const StepTail& tail, const Palette& palette) {
  const std::string job_name = printable(job.queued.name, KeepColours::kNo);
  const std::string step_name = printable(step.start.name, KeepColours::kNo);
  std::string ending = "failed";
  std::string time;
  bool is_forgiven = false;
  if (step.finish) {
    if (step.finish->exit_code && *step.finish->exit_code != 0) {
      ending = fmt::format("exit code {}", *step.finish->exit_code);
    }
    time = fmt::format(" after {}", duration_text(step.finish->duration));
    is_forgiven = step.finish->conclusion != Conclusion::kFailure;
  }
  const Ink colour = is_forgiven ? Ink::kCareful : Ink::kBad;
  std::string block = fmt::format("{} {} › {}   {}\n", palette.paint(colour, is_forgiven ? "!" : "✗"),
                                  palette.paint(Ink::kBold, job_name), palette.paint(Ink::kBold, step_name),
                                  palette.paint(colour, ending + time + (is_forgiven ? ", and it may" : "")));
  const std::string bar = palette.paint(colour, "│") + " ";
  if (tail.earlier > 0) {
    block += fmt::format("  {}{}\n", bar,
                         palette.paint(Ink::kDim, fmt::format("… {} before: ropewalk logs {} --job '{}' --step {}",
                                                              count_text(tail.earlier, "line"), run.id.text(),
                                                              job.queued.name, step.start.number)));
  }
  for (const record::LogLine& line : tail.lines) {
    if (const auto text = log_text(line, Detail::kUsual, palette)) block += fmt::format("  {}{}\n", bar, *text);
  }
  return block;
}

}  // namespace ropewalk::cli
