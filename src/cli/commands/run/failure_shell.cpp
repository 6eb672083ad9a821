#include "cli/commands/run/failure_shell.h"

#include <fmt/format.h>

#include "base/display.h"
#include "cli/commands/run/step_shell.h"
#include "cli/messages.h"

namespace ropewalk::cli {

class FailureShell::Guarded final : public Printer {
 public:
  Guarded(FailureShell& shell, std::unique_ptr<Printer> printer) : shell_(shell), printer_(std::move(printer)) {}

  void receive(const record::Event& event) override {
    {
      const std::scoped_lock lock(shell_.mutex_);
      printer_->receive(event);
      if (const auto* end = std::get_if<record::StepFinished>(&event.data)) {
        shell_.ended_.emplace(end->job, end->step);
      }
    }
    shell_.shown_.notify_all();
  }
  void finish(const SummaryOptions& options) override { printer_->finish(options); }

 private:
  FailureShell& shell_;
  std::unique_ptr<Printer> printer_;
};

std::function<void(const engine::FailedStep&)> FailureShell::hook() {
  return [this](const engine::FailedStep& step) { open(step); };
}

std::unique_ptr<Printer> FailureShell::guard(std::unique_ptr<Printer> printer) {
  return std::make_unique<Guarded>(*this, std::move(printer));
}

void FailureShell::open(const engine::FailedStep& step) {
  std::unique_lock lock(mutex_);
  shown_.wait(lock, [&] { return ended_.contains({step.job, step.number}); });
  StepShell shell{
      .title = fmt::format("A shell in the failed step: {} › {}", printable(step.job_name), printable(step.name)),
      .script = step.script.empty() || step.arguments.empty() ? "" : step.arguments.back(),
      .arguments = step.arguments,
      .working_directory = step.working_directory,
      .environment = step.environment,
      .command = {}};
  const auto code = open_shell(shell, outside_);
  if (!code) {
    warn(code.error().message, code.error().hint, {}, outside_);
  }
}

}  // namespace ropewalk::cli
