// Reads what a step's process prints, line by line: commands are carried out, problems found, the rest logged.
#pragma once

#include <string_view>

#include "engine/commands/processor.h"
#include "engine/matchers/matcher_set.h"

namespace ropewalk::engine {

struct StepEffects;

/// One process's reader; commands may be stopped and resumed within it. (GitHub's OutputManager.)
class OutputReader {
 public:
  explicit OutputReader(StepEffects& step);
  void read(std::string_view line);

 private:
  void show(std::string_view line);

  StepEffects& step_;
  CommandProcessor commands_;
  MatcherRun matchers_;
};

}  // namespace ropewalk::engine
