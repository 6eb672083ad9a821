// What buildah prints while it builds, as steps: `STEP 2/5: RUN …`, `--> Using cache …`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "image/build/builder.h"
#include "ports/clock.h"

namespace ropewalk::image {

/// Takes the lines one after the other and tells the sink of steps; other lines are handed on.
class StepLog {
 public:
  StepLog(const BuildSink& sink, const ports::Clock& clock) : sink_(sink), clock_(clock) {}

  void take(std::string_view line);
  /// The last step has ended.
  void finish();
  [[nodiscard]] const std::vector<Step>& steps() const { return steps_; }

 private:
  const BuildSink& sink_;
  const ports::Clock& clock_;
  std::vector<Step> steps_;
  bool is_open_ = false;
  std::chrono::steady_clock::time_point begin_;
};

/// A line that opens a step; nothing for others.
[[nodiscard]] std::optional<Step> read_step(std::string_view line);

}  // namespace ropewalk::image
