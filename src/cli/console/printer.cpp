#include "cli/console/printer.h"

#include <mutex>
#include <utility>

#include "cli/console/event_text.h"
#include "cli/console/live_printer.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

/// JSON Lines, one event each.
class JsonPrinter final : public Printer {
 public:
  explicit JsonPrinter(ports::Terminal& terminal) : terminal_(terminal) {}
  void receive(const record::Event& event) override {
    const std::string line = to_json_text(record::to_json(event)) + "\n";
    const std::scoped_lock lock(mutex_);
    terminal_.write(ports::Stream::kOutput, line);
  }
  void finish(const SummaryOptions& /*options*/) override {}

 private:
  std::mutex mutex_;
  ports::Terminal& terminal_;
};

/// Text that is written as it comes, and the summary.
class StreamPrinter final : public Printer {
 public:
  StreamPrinter(ports::Terminal& terminal, std::unique_ptr<EventText> text, Palette palette)
      : terminal_(terminal), text_(std::move(text)), palette_(palette) {}

  void receive(const record::Event& event) override {
    const std::scoped_lock lock(mutex_);
    report::apply(session_, event);
    const std::string text = text_->text(session_, event);
    if (text.empty()) {
      return;
    }
    ends_open_ = !text.ends_with("\n\n");
    terminal_.write(ports::Stream::kOutput, text);
  }

  void finish(const SummaryOptions& options) override {
    const std::scoped_lock lock(mutex_);
    SummaryOptions sized = options;
    if (terminal_.is_terminal(ports::Stream::kOutput)) {
      sized.columns = terminal_.size().columns;
    }
    const std::string text = summary(session_, sized, palette_);
    terminal_.write(ports::Stream::kOutput, (ends_open_ ? "\n" : "") + text);
  }

 private:
  std::mutex mutex_;
  ports::Terminal& terminal_;
  std::unique_ptr<EventText> text_;
  Palette palette_;
  report::SessionState session_;
  /// Whether the summary needs an empty line between itself and what was written.
  bool ends_open_ = false;
};

std::unique_ptr<EventText> make_text(bool has_whole_logs, Detail detail, Palette palette) {
  if (has_whole_logs) {
    return std::make_unique<WholeText>(detail, palette);
  }
  return std::make_unique<FailureText>(palette);
}

}  // namespace

std::unique_ptr<Printer> make_printer(const PrinterOptions& options, Outside& outside) {
  ports::Terminal& terminal = outside.terminal();
  if (options.is_json) {
    return std::make_unique<JsonPrinter>(terminal);
  }
  const Palette palette(shows_colours(ports::Stream::kOutput, outside));
  const bool is_live = terminal.is_terminal(ports::Stream::kOutput) && outside.environment().variable("TERM") != "dumb";
  const Detail detail = options.loudness == Loudness::kVerbose ? Detail::kAll : Detail::kUsual;
  if (!is_live || options.loudness == Loudness::kQuiet) {
    auto text = make_text(options.loudness != Loudness::kQuiet, detail, palette);
    return std::make_unique<StreamPrinter>(terminal, std::move(text), palette);
  }
  auto text = make_text(options.loudness == Loudness::kVerbose, detail, palette);
  return make_live_printer(terminal, outside.clock(), std::move(text), palette, options.interrupted);
}

}  // namespace ropewalk::cli
