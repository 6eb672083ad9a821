// Interrupts of this process as a stop token.
#pragma once

#include <csignal>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

#include "platform/descriptor.h"
#include "ports/signals.h"

namespace ropewalk::platform {

/// Catches SIGINT, SIGTERM and SIGHUP while it lives (one at a time may); a signal that was ignored before (`nohup`)
/// stays so. The second interrupt calls `before_hard_end` on a thread of its own and ends the process with code 130; a
/// third one ends it within the handler.
class RealSignals final : public ports::Signals {
 public:
  explicit RealSignals(std::function<void()> before_hard_end = [] {});
  ~RealSignals() override;
  RealSignals(const RealSignals&) = delete;
  RealSignals& operator=(const RealSignals&) = delete;

  [[nodiscard]] std::stop_token interrupted() const override { return source_.get_token(); }

 private:
  void listen(const std::function<void()>& before_hard_end);

  std::stop_source source_;
  Pipe pipe_;
  std::vector<std::pair<int, struct sigaction>> replaced_;
  std::thread thread_;
};

}  // namespace ropewalk::platform
