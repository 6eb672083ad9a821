#include "cli/console/printer.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "cli/console/event_text.h"
#include "cli/console/live_printer.h"

namespace ropewalk::cli {
namespace {

/// JSON Lines, one event each.
class JsonPrinter final : public Printer {
 public:
  explicit JsonPrinter(Screen screen) : screen_(screen) {}
  void receive(const record::Event& event) override {
    const std::string line = to_json_text(record::to_json(event)) + "\n";
    const std::scoped_lock lock(mutex_);
    screen_.print(line);
  }
  void finish(const SummaryOptions& /*options*/) override {}

 private:
  std::mutex mutex_;
  Screen screen_;
};

/// Text that is written as it comes, then the failures again where they would have to be looked for, and the summary.
class StreamPrinter final : public Printer {
 public:
  /// `failures` are told before the summary; null when `text` is about nothing else.
  StreamPrinter(Screen screen, std::unique_ptr<EventText> text, std::unique_ptr<EventText> failures)
      : screen_(screen), text_(std::move(text)), failures_(std::move(failures)) {}

  void receive(const record::Event& event) override {
    const std::scoped_lock lock(mutex_);
    report::apply(session_, event);
    if (failures_ != nullptr) {
      failed_ += failures_->text(session_, event, screen_.columns());
    }
    const std::string text = text_->text(session_, event, screen_.columns());
    if (text.empty()) {
      return;
    }
    ends_open_ = !text.ends_with("\n\n");
    screen_.print(text);
  }

  void finish(const SummaryOptions& options) override {
    const std::scoped_lock lock(mutex_);
    SummaryOptions sized = options;
    sized.columns = screen_.columns();
    // Of a single job they stand right above.
    const bool has_other_logs = std::ranges::count_if(session_.runs, has_several_jobs) > 0 || session_.runs.size() > 1;
    screen_.print((ends_open_ ? "\n" : "") + (has_other_logs ? failed_ : "") +
                  summary(session_, sized, screen_.palette()));
  }

 private:
  static bool has_several_jobs(const report::RunState& run) { return run.jobs.size() > 1; }

  std::mutex mutex_;
  Screen screen_;
  std::unique_ptr<EventText> text_;
  std::unique_ptr<EventText> failures_;
  std::string failed_;
  report::SessionState session_;
  /// Whether what comes next needs an empty line between itself and what was written.
  bool ends_open_ = false;
};

}  // namespace

std::unique_ptr<Printer> make_printer(const PrinterOptions& options, Outside& outside) {
  const Screen screen = outside.screen();
  if (options.is_json) {
    return std::make_unique<JsonPrinter>(screen);
  }
  const Palette palette = screen.palette();
  const bool is_verbose = options.loudness == Loudness::kVerbose;
  const auto whole = [&] {
    return std::make_unique<WholeText>(is_verbose ? Detail::kAll : Detail::kUsual, palette, options.has_several_runs,
                                       options.failure_hints);
  };
  const auto failures = [&] {
    return std::make_unique<FailureText>(palette, options.has_several_runs, options.failure_hints);
  };
  if (options.loudness == Loudness::kQuiet) {
    return std::make_unique<StreamPrinter>(screen, failures(), nullptr);
  }
  if (!screen.can_draw() || options.is_plain) {
    return std::make_unique<StreamPrinter>(screen, whole(), failures());
  }
  std::unique_ptr<EventText> above = failures();
  if (is_verbose) {
    above = whole();
  }
  return make_live_printer(screen, outside.keyboard(), outside.clock(), std::move(above), options.interrupted);
}

}  // namespace ropewalk::cli
