// The rounds of a measuring: two versions and the first once more, in turn, each in new processes.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/perf/compare.h"
#include "app/perf/measure.h"
#include "app/perf/versions.h"

namespace ropewalk::app {

/// A version slower by less than this is the same by instructions.
inline constexpr double kInstructionMargin = 0.005;

class Measuring {
 public:
  /// All references outlive it.
  Measuring(const CompareRequest& request, const Versions& versions, const ComparePorts& ports,
            const CompareProgress& progress, std::stop_token stop);

  /// Rounds until it is known which version is slower. Errors: those of `measure_time`.
  [[nodiscard]] Result<std::vector<perf::Judgement>> by_time();
  /// A change counts above `margin`, or above what the counts differ by from run to run.
  [[nodiscard]] Result<std::vector<perf::Judgement>> by_instructions(double margin);

  /// Fills caches, and finds out how long each command takes: before the first round.
  [[nodiscard]] Result<void> warm_up();
  /// Each command in each version once, in an order of chance.
  [[nodiscard]] Result<void> measure_round(std::size_t round);
  /// What was measured so far.
  [[nodiscard]] std::vector<perf::Series> series() const;
  [[nodiscard]] const std::vector<MeasuredCommand>& commands() const { return commands_; }

 private:
  /// What to ask for where the limit was too short for the fewest pairs.
  void say_what_is_enough(std::vector<perf::Judgement>& judgements, std::chrono::duration<double> round) const;
  [[nodiscard]] Result<void> measure_command(const MeasuredCommand& command);

  const CompareRequest& request_;
  const Versions& versions_;
  const ComparePorts& ports_;
  const CompareProgress& progress_;
  std::stop_token stop_;
  std::vector<MeasuredCommand> commands_;
  /// Whether the commands' names stand in front of their benchmarks'.
  bool has_prefixes_ = false;
  std::vector<std::string> order_;
  std::map<std::string, perf::Series> series_;
};

/// Measures versions that are built, and once more what is inconclusive, or slower, as the request says.
[[nodiscard]] Result<std::vector<perf::Judgement>> compare_built(const CompareRequest& request,
                                                                 const Versions& versions, const ComparePorts& ports,
                                                                 const CompareProgress& progress,
                                                                 const std::stop_token& stop);

}  // namespace ropewalk::app
