// `ropewalk logs`: prints the logs of one earlier run.
#include <fmt/format.h>

#include <array>
#include <set>
#include <utility>

#include "base/display.h"
#include "base/json.h"
#include "cli/commands/all.h"
#include "cli/commands/deploy/logs.h"
#include "cli/commands/past_options.h"
#include "cli/commands/planning_options.h"
#include "cli/console/labels.h"
#include "cli/console/log_text.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    kDirectoryOption,
    Option{.name = "--job",
           .letter = "-j",
           .value = "JOB",
           .help = "Only this job: its id, key or name",
           .completion = Completion::kPastJob},
    Option{.name = "--step",
           .letter = "",
           .value = "STEP",
           .help = "Only this step: its number, id or name",
           .completion = Completion::kPastStep},
    Option{.name = "--failed", .letter = "-f", .value = "", .help = "Only steps that failed"},
    Option{.name = "--json", .letter = "", .value = "", .help = "Print the lines as events (schemas/run.schema.json)"},
};

/// Writes text in pieces, so that a large log needs no large memory.
class Pieces {
 public:
  explicit Pieces(Screen screen) : screen_(screen) {}
  ~Pieces() { screen_.print(text_); }
  Pieces(const Pieces&) = delete;
  Pieces& operator=(const Pieces&) = delete;

  void write(std::string_view text) {
    constexpr std::size_t kPiece = std::size_t{64} * 1024;
    text_ += text;
    has_written_ = true;
    if (text_.size() >= kPiece) {
      screen_.print(text_);
      text_.clear();
    }
  }
  [[nodiscard]] bool has_written() const { return has_written_; }

 private:
  Screen screen_;
  std::string text_;
  bool has_written_ = false;
};

/// In the run's order, as `run --json` had them.
Result<std::uint64_t> write_json(record::RunStore& store, const RunId& run, const std::vector<app::SelectedStep>& steps,
                                 Pieces& out) {
  std::set<std::pair<JobId, int>> wanted;
  for (const app::SelectedStep& step : steps) {
    wanted.insert(step.id());
  }
  return app::read_events(store, {.run = run, .kinds = record::EventQuery::Kinds::kLogs},
                          [&](const record::Event& event) {
                            const auto& line = std::get<record::LogLine>(event.data);
                            if (wanted.contains({line.job, line.step})) {
                              out.write(to_json_text(record::to_json(event)) + "\n");
                            }
                          });
}

std::string heading(const app::SelectedStep& step, const Palette& palette) {
  const std::string title =
      fmt::format("{} › {} {}", job_name(*step.job), step.step->start.number, step_name(step.step->start));
  return palette.paint(Ink::kBold, title) + "\n";
}

/// Step by step, each with its heading; steps without lines only with `has_empty_ones`.
Result<std::uint64_t> write_text(record::RunStore& store, const RunId& run, const std::vector<app::SelectedStep>& steps,
                                 bool has_empty_ones, const Palette& palette, Pieces& out) {
  std::uint64_t unreadable = 0;
  for (const app::SelectedStep& step : steps) {
    bool has_heading = false;
    const auto begin = [&] {
      if (!std::exchange(has_heading, true)) {
        out.write((out.has_written() ? "\n" : "") + heading(step, palette));
      }
    };
    if (has_empty_ones) {
      begin();
    }
    auto read = app::read_events(store, {.run = run, .step = step.id()}, [&](const record::Event& event) {
      begin();
      for (const std::string& shown : log_lines(std::get<record::LogLine>(event.data), Detail::kAll, palette)) {
        out.write(shown + "\n");
      }
    });
    if (!read) {
      return read;
    }
    unreadable += *read;
  }
  return unreadable;
}

int run(const Arguments& arguments, Outside& outside) {
  if (const auto code = service_logs(arguments, outside)) {
    return *code;
  }
  const auto past = named_run(arguments, outside);
  if (!past) {
    return report(past.error(), outside);
  }
  app::LogSelection selection;
  selection.job = arguments.value("--job").value_or("");
  selection.step = arguments.value("--step").value_or("");
  selection.only_failed = arguments.has("--failed");
  const auto steps = app::select_steps(past->state, selection);
  if (!steps) {
    return report(steps.error(), outside);
  }
  const auto store = outside.runs();
  if (!store) {
    return report(store.error(), outside);
  }
  const Palette palette = outside.screen().palette();
  const bool has_empty_ones = !selection.step.empty() || selection.only_failed;
  Result<std::uint64_t> unreadable = 0;
  {
    Pieces out(outside.screen());
    unreadable = arguments.has("--json") ? write_json(**store, past->state.id, *steps, out)
                                         : write_text(**store, past->state.id, *steps, has_empty_ones, palette, out);
  }
  if (!unreadable) {
    return report(unreadable.error(), outside);
  }
  warn_of_unreadable(past->state.id, past->unreadable + *unreadable, outside);
  return kExitSuccess;
}

}  // namespace

const Command& logs_command() {
  static constexpr Command kCommand{
      .name = "logs",
      .summary = "Print the logs of a run",
      .about = "",
      .examples =
          "ropewalk logs --failed             why the newest run failed\n"
          "  ropewalk logs 4127 --job test --step 3",
      .operands = kRunOperand,
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
