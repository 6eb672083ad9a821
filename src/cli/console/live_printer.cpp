#include "cli/console/live_printer.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

#include "cli/console/live_region.h"
#include "cli/console/live_view.h"
#include "tasks/task_group.h"

namespace ropewalk::cli {
namespace {

constexpr std::chrono::milliseconds kFrame{67};

class LivePrinter final : public Printer {
 public:
  LivePrinter(Screen screen, ports::Keyboard& keyboard, const ports::Clock& clock, std::unique_ptr<EventText> text,
              std::stop_token interrupted)
      : screen_(screen),
        keyboard_(keyboard),
        clock_(clock),
        text_(std::move(text)),
        palette_(screen.palette()),
        interrupted_(std::move(interrupted)),
        region_(screen),
        start_(clock.now()),
        painter_(std::stop_token{}) {
    keyboard_.hide();
    painter_.start([this](const std::stop_token& stop) { paint_until(stop); });
  }

  void receive(const record::Event& event) override {
    const std::scoped_lock lock(mutex_);
    report::apply(session_, event);
    above_ += text_->text(session_, event, screen_.columns());
  }

  void finish(const SummaryOptions& options) override {
    painter_.request_stop();
    painter_.wait();
    const std::scoped_lock lock(mutex_);
    region_.clear();
    keyboard_.show();
    screen_.print(std::exchange(above_, {}));
    SummaryOptions sized = options;
    sized.columns = screen_.columns();
    screen_.print(summary(session_, sized, palette_));
  }

 private:
  void paint_until(const std::stop_token& stop) {
    std::condition_variable_any wake;
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
      paint();
      wake.wait_for(lock, stop, kFrame, [] { return false; });
    }
  }

  /// Expects the lock to be held.
  void paint() {
    LiveMoment moment;
    moment.size = screen_.size();
    moment.now = clock_.now();
    moment.start = start_;
    moment.is_stopping = interrupted_.stop_requested();
    if (moment.is_stopping) {
      region_.keep_cursor();
      keyboard_.show();
    }
    const std::vector<std::string> lines = live_lines(session_, moment, palette_);
    if (!lines.empty()) {
      region_.paint(lines, std::exchange(above_, {}));
    }
  }

  Screen screen_;
  ports::Keyboard& keyboard_;
  const ports::Clock& clock_;
  std::unique_ptr<EventText> text_;
  Palette palette_;
  std::stop_token interrupted_;
  std::mutex mutex_;
  report::SessionState session_;
  std::string above_;
  LiveRegion region_;
  record::Time start_;
  /// The last member: its thread ends before what it uses.
  tasks::TaskGroup painter_;
};

}  // namespace

std::unique_ptr<Printer> make_live_printer(Screen screen, ports::Keyboard& keyboard, const ports::Clock& clock,
                                           std::unique_ptr<EventText> text, std::stop_token interrupted) {
  return std::make_unique<LivePrinter>(screen, keyboard, clock, std::move(text), std::move(interrupted));
}

}  // namespace ropewalk::cli
