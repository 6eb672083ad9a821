// Interrupts of this process as stop tokens.
#pragma once

#include <chrono>
#include <csignal>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

#include "platform/descriptor.h"
#include "ports/signals.h"

namespace ropewalk::platform {

/// What the second interrupt does.
struct HardEnd {
  /// Ends what runs, so that whoever waits for it goes on and out. `forced` has been requested by then.
  std::function<void()> kill = [] {};
  /// How long the process may then take to leave in good order, record and folders included.
  std::chrono::milliseconds patience{5000};
  /// The last that is done when that was not enough, before the process ends with code 130.
  std::function<void()> give_up = [] {};
};

/// Catches SIGINT, SIGTERM and SIGHUP while it lives (one at a time may); a signal that was ignored before (`nohup`)
/// stays so. Interrupts after the second change nothing: whoever holds Ctrl-C down must not cut the end short.
class RealSignals final : public ports::Signals {
 public:
  explicit RealSignals(HardEnd hard_end = {});
  ~RealSignals() override;
  RealSignals(const RealSignals&) = delete;
  RealSignals& operator=(const RealSignals&) = delete;

  [[nodiscard]] std::stop_token interrupted() const override { return interrupted_.get_token(); }
  [[nodiscard]] std::stop_token forced() const override { return forced_.get_token(); }

 private:
  void listen();
  void act(std::function<void()> action);

  HardEnd hard_end_;
  std::stop_source interrupted_;
  std::stop_source forced_;
  Pipe pipe_;
  std::vector<std::pair<int, struct sigaction>> replaced_;
  /// What interrupts have started; joined at the end.
  std::vector<std::jthread> actions_;
  std::thread listener_;
};

}  // namespace ropewalk::platform
