#include "cli/console/log_text.h"

#include <fmt/format.h>

#include "base/display.h"
#include "base/strings.h"

namespace ropewalk::cli {

using record::Conclusion;
using record::LogKind;

namespace {

/// What a shell exits with when it does not find a program.
constexpr int kCommandNotFound = 127;

/// What stands in front of an entry, and the colour of it all.
struct Look {
  std::string_view prefix;
  Ink ink = Ink::kPlain;
};

Look look_of(LogKind kind) {
  switch (kind) {
    case LogKind::kText:
    case LogKind::kEndGroup: return {"", Ink::kPlain};
    case LogKind::kCommand: return {"$ ", Ink::kBusy};
    case LogKind::kGroup: return {"▸ ", Ink::kBold};
    case LogKind::kDebug: return {"Debug: ", Ink::kDim};
    case LogKind::kError: return {"Error: ", Ink::kBad};
    case LogKind::kWarning: return {"Warning: ", Ink::kCareful};
    case LogKind::kNotice: return {"Notice: ", Ink::kBusy};
  }
  return {};
}

std::string place_of(const record::StepStarted& step) {
  return step.file.empty() ? "" : fmt::format("{}:{}:{}", step.file, step.line, step.column);
}

}  // namespace

std::vector<std::string> log_lines(const record::LogLine& line, Detail detail, const Palette& palette) {
  if (line.kind == LogKind::kEndGroup || (line.kind == LogKind::kDebug && detail == Detail::kUsual)) {
    return {};
  }
  const Look look = look_of(line.kind);
  const KeepColours keep = palette.has_colours() ? KeepColours::kYes : KeepColours::kNo;
  std::vector<std::string> lines;
  for (const std::string_view part : split(line.text, '\n')) {
    const std::string text = std::string(lines.empty() ? look.prefix : "") + printable_line(part, keep);
    lines.push_back(palette.paint(look.ink, text));
  }
  return lines;
}

std::string failure_block(const report::RunState& run, const report::JobState& job, const report::StepState& step,
                          const StepTail& tail, const Palette& palette) {
  const std::string job_name = printable(job.queued.name);
  const std::string step_name = printable(step.start.name);
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
  if (const std::string place = place_of(step.start); !place.empty()) {
    block += fmt::format("  {}\n", palette.paint(Ink::kDim, place));
  }
  const std::string bar = palette.paint(colour, "│") + " ";
  if (tail.earlier > 0) {
    block += fmt::format("  {}{}\n", bar,
                         palette.paint(Ink::kDim, fmt::format("… {} before: ropewalk logs {} --job '{}' --step {}",
                                                              count_text(tail.earlier, "line"), run.id.text(),
                                                              job.queued.name, step.start.number)));
  }
  for (const record::LogLine& line : tail.lines) {
    for (const std::string& text : log_lines(line, Detail::kUsual, palette)) {
      block += fmt::format("  {}{}\n", bar, text);
    }
  }
  if (step.finish && step.finish->exit_code == kCommandNotFound) {
    block +=
        fmt::format("  {}hint: {} says that a command was not found: install it on this machine, or in a step before\n",
                    bar, kCommandNotFound);
  }
  return block;
}

}  // namespace ropewalk::cli
