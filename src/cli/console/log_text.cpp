#include "cli/console/log_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/display.h"
#include "base/strings.h"
#include "cli/console/labels.h"

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
  return step.file.empty() ? "" : fmt::format("{}:{}:{}", printable(step.file), step.line, step.column);
}

}  // namespace

std::vector<std::string> log_texts(const record::LogLine& line, Detail detail, KeepColours keep) {
  if (line.kind == LogKind::kEndGroup || (line.kind == LogKind::kDebug && detail == Detail::kUsual)) {
    return {};
  }
  const Look look = look_of(line.kind);
  std::vector<std::string> lines;
  for (const std::string_view part : split(line.text, '\n')) {
    lines.push_back(std::string(lines.empty() ? look.prefix : "") + with_own_paths(printable_line(part, keep)));
  }
  return lines;
}

std::vector<std::string> log_lines(const record::LogLine& line, Detail detail, const Palette& palette) {
  std::vector<std::string> lines =
      log_texts(line, detail, palette.has_colours() ? KeepColours::kYes : KeepColours::kNo);
  for (std::string& text : lines) {
    text = palette.paint(look_of(line.kind).ink, text);
  }
  return lines;
}

namespace {

/// What stands behind the bar of a block, wrapped where there is a terminal.
class Bar {
 public:
  Bar(const BlockLayout& layout, const Palette& palette, Ink ink)
      : bar_("  " + palette.paint(ink, "│") + " "), columns_(layout.columns) {}

  [[nodiscard]] std::string lines(std::string_view text) const {
    constexpr int kBar = 4;
    constexpr int kLeast = 20;
    if (columns_ == 0) {
      return fmt::format("{}{}\n", bar_, text);
    }
    std::string out;
    for (const std::string& line : wrapped(text, static_cast<std::size_t>(std::max(columns_ - kBar, kLeast)))) {
      out += fmt::format("{}{}\n", bar_, line);
    }
    return out;
  }

 private:
  std::string bar_;
  int columns_;
};

std::string block_title(const report::RunState& run, const report::JobState& job, const report::StepState& step,
                        const BlockLayout& layout, const Palette& palette) {
  std::string ending = "failed";
  std::string time;
  const bool is_forgiven = step.finish && step.finish->conclusion != Conclusion::kFailure;
  if (step.finish) {
    if (step.finish->exit_code && *step.finish->exit_code != 0) {
      ending = fmt::format("exit code {}", *step.finish->exit_code);
    }
    time = fmt::format(" after {}", duration_text(step.finish->duration));
  }
  const Ink colour = is_forgiven ? Ink::kCareful : Ink::kBad;
  std::string whose = (layout.has_several_runs ? workflow_name(run.start) + " / " : "") + job_name(job);
  std::string what = step_name(step.start);
  ending += time + (is_forgiven ? ", which is allowed" : "");
  if (layout.columns > 0) {
    // The sign, the gaps and the ending are never cut; the two names share what is left.
    const std::size_t others = 2 + 3 + 3 + text_width(ending);
    const auto columns = static_cast<std::size_t>(layout.columns);
    const std::size_t rest = std::max<std::size_t>(columns > others ? columns - others : 0, 16);
    whose = shortened_in_middle(whose, std::max(rest / 2, rest - std::min(rest, text_width(what))));
    what = shortened(what, rest - std::min(rest, text_width(whose)));
  }
  return fmt::format("{} {} › {}   {}\n", palette.paint(colour, is_forgiven ? "!" : "✗"),
                     palette.paint(Ink::kBold, whose), palette.paint(Ink::kBold, what), palette.paint(colour, ending));
}

}  // namespace

void StepTail::add(const record::LogLine& line) {
  constexpr std::size_t kMostLines = 100;
  constexpr std::size_t kMostBytes = 64 * 1024;
  constexpr std::size_t kMostOfALine = 4 * 1024;
  record::LogLine kept = line;
  if (kept.text.size() > kMostOfALine) {
    const std::size_t more = kept.text.size() - kMostOfALine;
    kept.text.resize(kMostOfALine);
    kept.text += fmt::format(" … {} more", size_text(more));
  }
  bytes_ += kept.text.size();
  lines_.push_back(std::move(kept));
  while (lines_.size() > kMostLines || (bytes_ > kMostBytes && lines_.size() > 1)) {
    bytes_ -= lines_.front().text.size();
    lines_.pop_front();
    ++earlier_;
  }
}

std::string failure_block(const report::RunState& run, const report::JobState& job, const report::StepState& step,
                          const StepTail& tail, const BlockLayout& layout, const std::vector<std::string>& hints,
                          const Palette& palette) {
  const bool is_forgiven = step.finish && step.finish->conclusion != Conclusion::kFailure;
  const Bar bar(layout, palette, is_forgiven ? Ink::kCareful : Ink::kBad);
  std::string block = block_title(run, job, step, layout, palette);
  if (const std::string place = place_of(step.start); !place.empty()) {
    block += fmt::format("  {}\n", palette.paint(Ink::kDim, place));
  }
  if (tail.earlier() > 0) {
    block += bar.lines(palette.paint(
        Ink::kDim, fmt::format("… {} before: ropewalk logs {} --job '{}' --step {}", count_text(tail.earlier(), "line"),
                               run.id.text(), job_name(job), step.start.number)));
  }
  for (const record::LogLine& line : tail.lines()) {
    for (const std::string& text : log_lines(line, Detail::kUsual, palette)) {
      block += bar.lines(text);
    }
  }
  if (step.finish && step.finish->exit_code == kCommandNotFound) {
    block += bar.lines(
        fmt::format("hint: {} says that a command was not found: install it on this machine, or in a step before",
                    kCommandNotFound));
  }
  for (const std::string& hint : hints) {
    block += bar.lines("hint: " + printable(hint));
  }
  return block;
}

}  // namespace ropewalk::cli
