// `--shell-on-failure`: a shell while the run waits. Nothing else is printed meanwhile, and what the step has said
// comes first.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <utility>

#include "cli/console/printer.h"
#include "engine/engine.h"

namespace ropewalk::cli {

class FailureShell {
 public:
  explicit FailureShell(Outside& outside) : outside_(outside) {}

  /// What the engine calls when a step has failed.
  [[nodiscard]] std::function<void(const engine::FailedStep&)> hook();
  /// The printer, silent while a shell is open.
  [[nodiscard]] std::unique_ptr<Printer> guard(std::unique_ptr<Printer> printer);

 private:
  class Guarded;

  void open(const engine::FailedStep& step);

  Outside& outside_;
  std::mutex mutex_;
  std::condition_variable shown_;
  /// Steps whose end has been printed.
  std::set<std::pair<JobId, int>> ended_;
};

}  // namespace ropewalk::cli
