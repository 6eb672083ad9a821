// Shows a run while it happens: live on a terminal, plain lines off it, or JSON for programs.
#pragma once

#include <memory>
#include <stop_token>

#include "cli/console/event_text.h"
#include "cli/console/summary.h"
#include "cli/outside.h"
#include "record/event.h"

namespace ropewalk::cli {

enum class Loudness { kQuiet, kUsual, kVerbose };

/// Receives events from several threads. `finish` is called once, when no more events come.
class Printer : public record::EventSink {
 public:
  /// Prints what is left to say.
  virtual void finish(const SummaryOptions& options) = 0;
};

struct PrinterOptions {
  bool is_json = false;
  /// Lines as they come, on a terminal too.
  bool is_plain = false;
  Loudness loudness = Loudness::kUsual;
  /// Whether more than one workflow runs: jobs are then told with the workflow's name.
  bool has_several_runs = false;
  /// Whether the summary says how many workflows the event did not start.
  bool tells_refused = false;
  /// What may explain a failure besides its log.
  FailureHints failure_hints;
  /// Requested when the user interrupts.
  std::stop_token interrupted;
};

/// The printer for standard output as it is: live on a terminal unless it is dumb or quiet was asked for.
[[nodiscard]] std::unique_ptr<Printer> make_printer(const PrinterOptions& options, Outside& outside);

}  // namespace ropewalk::cli
