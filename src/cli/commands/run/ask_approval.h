// The word of whoever sits in front of a run on a job that waits for its environment.
#pragma once

#include <thread>

#include "app/gates/run_gates.h"
#include "ports/typed_lines.h"

namespace ropewalk::cli {

/// Takes `y` and `n` as they are typed while a job waits, on a thread of its own, up to its end. Both outlive it.
class ApprovalListener {
 public:
  ApprovalListener(app::RunGates& gates, ports::TypedLines& typed);

 private:
  std::jthread thread_;
};

}  // namespace ropewalk::cli
