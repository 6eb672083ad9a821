// Programs that have the user's terminal to themselves, and processes that the user wants to end.
#pragma once

#include "base/result.h"
#include "ports/process.h"

namespace ropewalk::ports {

class Foreground {
 public:
  virtual ~Foreground() = default;
  /// Runs a program with this process' standard input and outputs, and with the keys of its terminal, to its end; the
  /// exit code, 128 + signal for one that was killed. Only arguments, folder and environment of the request count.
  /// Errors: kNotFound when the program is not there, kInternal.
  [[nodiscard]] virtual Result<int> run(const ProcessRequest& request) = 0;
  /// The number of this process.
  [[nodiscard]] virtual int own_process() const = 0;
  /// Asks a process to end, as Ctrl-C in its terminal does; or, when it was asked before, at once. Errors: kNotFound
  /// when there is none of this number.
  [[nodiscard]] virtual Result<void> interrupt(int process, bool again) = 0;
};

}  // namespace ropewalk::ports
