// Lines of logs as people see them, and the block that shows a step that failed.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "base/display.h"
#include "cli/console/palette.h"
#include "report/run_state.h"

namespace ropewalk::cli {

/// Whether lines are shown that explain more than they tell: debug messages.
enum class Detail { kUsual, kAll };

/// The lines of a log entry without their ends: mostly one, several for a message with line feeds in it, none for an
/// entry that is not shown (the end of a group, a debug line unless asked for).
[[nodiscard]] std::vector<std::string> log_lines(const record::LogLine& line, Detail detail, const Palette& palette);

/// The same without the colours that Ropewalk adds; those of the text stay where asked for.
[[nodiscard]] std::vector<std::string> log_texts(const record::LogLine& line, Detail detail, KeepColours keep);

/// The last lines of a step, as many as a reader wants to see and no more bytes than that; and how many came before.
class StepTail {
 public:
  void add(const record::LogLine& line);
  [[nodiscard]] const std::deque<record::LogLine>& lines() const { return lines_; }
  [[nodiscard]] std::size_t earlier() const { return earlier_; }

 private:
  std::deque<record::LogLine> lines_;
  std::size_t bytes_ = 0;
  std::size_t earlier_ = 0;
};

struct BlockLayout {
  /// Of the terminal, where long lines are wrapped behind the bar; 0 off one.
  int columns = 0;
  /// Whether the workflow's name stands before the job's.
  bool has_several_runs = false;
};

/// `✗ job › step   exit code 1 after 2.0s`, the lines behind a bar, where the earlier ones are, and hints. Ends with a
/// line feed.
[[nodiscard]] std::string failure_block(const report::RunState& run, const report::JobState& job,
                                        const report::StepState& step, const StepTail& tail, const BlockLayout& layout,
                                        const std::vector<std::string>& hints, const Palette& palette);

}  // namespace ropewalk::cli
