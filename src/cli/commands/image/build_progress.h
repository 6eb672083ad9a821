// How far the stages of a build are, and what a terminal shows of that: values and a pure function.
#pragma once

#include <chrono>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "diag/palette.h"
#include "image/build/builder.h"
#include "ports/terminal.h"

namespace ropewalk::cli {

/// Of the clock that never jumps.
using BuildTime = std::chrono::steady_clock::time_point;

struct StageProgress {
  int number = 1;
  /// As `FROM … AS name` calls it, else its number.
  std::string name;
  int done = 0;
  int total = 0;
  int cached = 0;
  /// Steps of ours that nobody wrote: they are not counted.
  int hidden = 0;
  /// What is under way; empty between steps.
  std::string step;
  BuildTime begin;
  std::chrono::milliseconds time{0};

  [[nodiscard]] bool is_done() const { return step.empty() && done + hidden >= total; }
};

struct PlatformProgress {
  std::string platform;
  std::vector<StageProgress> stages;
  /// What the step that is under way has printed: the last lines of it.
  std::deque<std::string> output;
};

class BuildProgress {
 public:
  void started(const std::string& platform, const image::Step& step, BuildTime now);
  void ended(const std::string& platform, const image::Step& step, BuildTime now);
  void printed(const std::string& platform, std::string_view line);

  [[nodiscard]] const std::vector<PlatformProgress>& platforms() const { return platforms_; }

 private:
  PlatformProgress& of(const std::string& platform);

  std::vector<PlatformProgress> platforms_;
};

/// True for a step that we have put into the Dockerfile: the time of programs is set by a variable that no one wrote.
[[nodiscard]] bool is_hidden(const image::Step& step);

/// A row for each stage, below its platform where there are several; none wider than the terminal, and so many that
/// they fit: what has ended makes way first.
[[nodiscard]] std::vector<std::string> build_lines(const BuildProgress& progress, ports::TerminalSize size,
                                                   BuildTime begin, BuildTime now, const diag::Palette& palette);

}  // namespace ropewalk::cli
