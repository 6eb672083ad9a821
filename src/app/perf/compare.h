// Measures two versions against each other, interleaved, until it is known which is slower: the use case behind
// `ropewalk perf compare`.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "app/place.h"
#include "perf/judge.h"
#include "ports/clock.h"
#include "ports/environment.h"
#include "ports/files.h"
#include "ports/process.h"
#include "ports/random.h"

namespace ropewalk::app {

/// What a command's own figure is: the time from its start to its end, the processor time that it takes, or how many
/// instructions (valgrind).
enum class Measure { kTime, kProcessor, kInstructions };

struct CompareRequest {
  /// Commits, branches or tags; or folders, which are taken as they are.
  std::string base;
  std::string head;
  /// Run once in each version's folder before anything is measured; empty: nothing.
  std::string build = {};
  /// What is measured, by a shell: its whole time, or with `{output}` in it the results that it writes there. `NAME=`
  /// in front names it.
  std::vector<std::string> commands = {};
  perf::JudgeOptions options = {};
  /// What measuring may take for each command, where that is enough for the fewest pairs that tell anything.
  std::chrono::duration<double> budget{60};
  /// What it may take in any case; zero: five budgets.
  std::chrono::duration<double> limit{0};
  Measure measure = Measure::kTime;
  /// How often what is inconclusive is measured once more. The last time instructions are counted, where processor time
  /// is the measure and valgrind is there: what only computes is judged so on any machine.
  int retries = 0;
  /// What is slower is measured once more, and slower only when that says so, too.
  bool confirms = false;
  /// Only the benchmark of this name, among all that the commands measure; empty: all.
  std::string only = {};
};

struct Comparison {
  std::string base;
  std::string head;
  std::vector<perf::Judgement> judgements;
  /// Whether any benchmark has been judged slower, or could not be judged.
  [[nodiscard]] bool has(perf::Verdict verdict) const;
};

struct ComparePorts {
  ports::Files& files;
  ports::Process& process;
  const ports::Environment& environment;
  ports::Clock& clock;
  ports::Random& random;
};

/// Told after each round of a command: how many pairs there are, and how many there will be at most.
using CompareProgress = std::function<void(const std::string& command, std::size_t pairs, std::size_t most)>;

/// Errors: kUsage for a version that is not there or no command, kInvalid for a build or benchmark that fails,
/// kIncomplete without valgrind, kInterrupted.
[[nodiscard]] Result<Comparison> compare(const CompareRequest& request, const Place& place, const ComparePorts& ports,
                                         const CompareProgress& progress, std::stop_token stop);

}  // namespace ropewalk::app
