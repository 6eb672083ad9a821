// Reads what a step's process prints, line by line: commands are carried out, problems found, the rest logged.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "engine/commands/processor.h"
#include "engine/long_line.h"
#include "engine/matchers/matcher_set.h"
#include "ports/process.h"

namespace ropewalk::engine {

struct StepEffects;

/// One process's reader; commands may be stopped and resumed within it. (GitHub's OutputManager.) A line that comes in
/// pieces is one line as well: a command only at its start, and whole, up to 64 MiB.
class OutputReader {
 public:
  explicit OutputReader(StepEffects& step);
  void read(const ports::OutputLine& line);

 private:
  /// A line of one of the two streams whose end has not come.
  struct OpenLine {
    std::string command;
    bool may_be_command = false;
    bool is_shown = false;
    std::optional<LongLine> text;
  };
  void read_line(std::string_view line);
  void read_piece(const ports::OutputLine& piece);
  void end(OpenLine& open);
  /// False when it turned out to be a command, and was carried out.
  [[nodiscard]] bool is_text(std::string_view line);
  void show(std::string_view line);

  StepEffects& step_;
  CommandProcessor commands_;
  MatcherRun matchers_;
  std::array<OpenLine, 2> open_;
};

}  // namespace ropewalk::engine
