// `ropewalk logs`: prints the logs of one earlier run.
#include <fmt/format.h>

#include <array>
#include <set>
#include <utility>

#include "app/attempts/attempt.h"
#include "base/display.h"
#include "base/json.h"
#include "base/shell_word.h"
#include "cli/commands/all.h"
#include "cli/commands/deploy/logs.h"
#include "cli/commands/past_options.h"
#include "cli/commands/planning_options.h"
#include "cli/console/labels.h"
#include "cli/console/log_text.h"
#include "cli/exit_code.h"
#include "cli/messages.h"
#include "cli/pause.h"
#include "text/regex.h"

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
    Option{.name = "--search",
           .letter = "",
           .value = "PATTERN",
           .help = "Only lines in which this regular expression (RE2) is found; exit code 1 when there is none"},
    Option{.name = "--ignore-case", .letter = "-i", .value = "", .help = "Search in any case"},
    Option{.name = "--count", .letter = "-c", .value = "", .help = "Print only how many lines were found"},
    Option{.name = "--follow", .letter = "-F", .value = "", .help = "Go on with what a running run prints, to its end"},
    Option{.name = "--json", .letter = "", .value = "", .help = "Print the lines as events (schemas/run.schema.json)"},
};

constexpr Operands kOperand = {.value = "[RUN|ENV]",
                               .help =
                                   "A run's id or its beginning, or `latest`, or an environment that was deployed "
                                   "to; without it, the newest run of this repository",
                               .at_least = 0,
                               .at_most = 1,
                               .completion = Completion::kRun};

constexpr std::string_view kAbout = R"text(
With the name of an environment it prints what the processes that serve there have written, those
of a version that is on its way before others; --search, --ignore-case, --count and --json are for
them, too.
)text";

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
  void flush() {
    screen_.print(text_);
    text_.clear();
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

/// The text of a line as a search sees it: what is printed, without colours.
int search(record::RunStore& store, const app::PastRun& past, const std::vector<app::SelectedStep>& steps,
           const Arguments& arguments, Outside& outside) {
  const auto pattern =
      text::Regex::compile(arguments.value("--search").value_or(""),
                           arguments.has("--ignore-case") ? text::RegexCase::kIgnore : text::RegexCase::kExact);
  if (!pattern) {
    return report({ErrorKind::kUsage, fmt::format("--search: {}", pattern.error().message), pattern.error().hint},
                  outside);
  }
  const Palette palette = outside.screen().palette();
  std::uint64_t found = 0;
  Result<std::uint64_t> unreadable = 0;
  {
    Pieces out(outside.screen());
    for (const app::SelectedStep& step : steps) {
      bool has_heading = false;
      std::uint64_t number = 0;
      unreadable = app::read_events(store, {.run = past.state.id, .step = step.id()}, [&](const record::Event& event) {
        for (const std::string& shown : log_lines(std::get<record::LogLine>(event.data), Detail::kAll, palette)) {
          ++number;
          if (!pattern->is_match(std::get<record::LogLine>(event.data).text) && !pattern->is_match(shown)) {
            continue;
          }
          ++found;
          if (arguments.has("--count")) {
            continue;
          }
          if (arguments.has("--json")) {
            out.write(to_json_text(record::to_json(event)) + "\n");
            continue;
          }
          if (!std::exchange(has_heading, true)) {
            out.write((out.has_written() ? "\n" : "") + heading(step, palette));
          }
          out.write(fmt::format("{} {}\n", palette.paint(Ink::kDim, fmt::format("{:>6}", number)), shown));
        }
      });
      if (!unreadable) {
        return report(unreadable.error(), outside);
      }
    }
    if (arguments.has("--count")) {
      out.write(fmt::format("{}\n", found));
    }
  }
  return found > 0 ? kExitSuccess : kExitFailure;
}

/// Lines of all chosen jobs in the run's order, as they come.
int follow(record::RunStore& store, const app::PastRun& past, const app::LogSelection& selection, bool is_json,
           Outside& outside) {
  constexpr std::chrono::milliseconds kLook{200};
  const RunId& id = past.state.id;
  const std::stop_token stop = outside.signals().interrupted();
  const Palette palette = outside.screen().palette();
  report::RunState state;
  state.id = id;
  std::uint64_t after = 0;
  std::pair<JobId, int> shown;
  while (true) {
    // Asked first: what such a run has written by then is all of it.
    const bool has_ended = !running_runs(false, outside).contains(id);
    Pieces out(outside.screen());
    const auto read = app::read_events(store, {.run = id, .after = after}, [&](const record::Event& event) {
      after = event.sequence;
      report::apply(state, event);
      const auto* line = std::get_if<record::LogLine>(&event.data);
      const report::JobState* job = line == nullptr ? nullptr : state.find_job(line->job);
      const report::StepState* step = job == nullptr ? nullptr : job->find_step(line->step);
      if (step == nullptr || !app::is_selected(*job, *step, selection)) {
        return;
      }
      if (is_json) {
        out.write(to_json_text(record::to_json(event)) + "\n");
        return;
      }
      if (std::exchange(shown, std::pair(line->job, line->step)) != std::pair(line->job, line->step)) {
        out.write(heading({job, step}, palette));
      }
      for (const std::string& text : log_lines(*line, Detail::kAll, palette)) {
        out.write(text + "\n");
      }
    });
    if (!read) {
      return report(read.error(), outside);
    }
    if (state.finish || has_ended) {
      return kExitSuccess;
    }
    out.flush();
    if (!pause(outside.clock(), kLook, stop)) {
      return kExitInterrupted;
    }
  }
}

/// Why a job has no lines to show, and where they are.
std::string why_empty(const report::RunState& run, const report::JobState& job) {
  const std::string name = job_name(job);
  if (!job.finish) {
    return fmt::format("job '{}' of run {} has printed nothing", name, run.id.text());
  }
  constexpr std::string_view kDone = "done in attempt ";
  const std::string_view reason = job.finish->reason;
  if (reason.starts_with(kDone)) {
    const std::string attempt = fmt::format("{}-{}", app::run_of_attempt(run.id.text()), reason.substr(kDone.size()));
    constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./";
    const std::string& key = job.queued.key;
    return fmt::format("job '{}' was {}: `ropewalk logs {} --job {}`", name, reason, attempt,
                       key.find_first_not_of(kPlain) == std::string::npos ? key : shell_word(key));
  }
  return fmt::format("job '{}' of run {} has no logs: {}{}{}", name, run.id.text(),
                     record::name(job.finish->conclusion), reason.empty() ? "" : ", ", reason);
}

/// One line on standard error where nothing can be shown.
void say_why_empty(const report::RunState& run, const app::LogSelection& selection, bool has_steps, Outside& outside) {
  std::string text;
  if (!has_steps && selection.only_failed) {
    text = fmt::format("no step of run {}{} failed; `ropewalk show {}` tells how each of them ended", run.id.text(),
                       selection.job.empty() ? "" : fmt::format(", job '{}',", selection.job), run.id.text());
  }
  const auto jobs = selection.job.empty() || !text.empty() ? Result<std::vector<const report::JobState*>>()
                                                           : app::select_jobs(run, selection.job);
  if (jobs && !jobs->empty()) {
    text = why_empty(run, *jobs->front());
  }
  if (text.empty()) {
    text = fmt::format("nothing was printed there; `ropewalk show {}` tells how each step ended", run.id.text());
  }
  outside.screen().complain(printable(text) + "\n");
  const std::string other = !has_steps && selection.only_failed ? other_failed_run(run, outside) : "";
  if (!other.empty()) {
    outside.screen().complain(fmt::format("the newest run that failed is {0}: `ropewalk logs {0} --failed`\n", other));
  }
}

int run(const Arguments& arguments, Outside& outside) {
  if (const auto code = service_logs(arguments, outside)) {
    return *code;
  }
  const auto past = named_run(arguments, outside);
  if (!past) {
    Error error = past.error();
    if (const std::string more = environments_hint(arguments, outside); !more.empty()) {
      error.hint += (error.hint.empty() ? "" : "; ") + more;
    }
    return report(error, outside);
  }
  app::LogSelection selection;
  selection.job = arguments.value("--job").value_or("");
  selection.step = arguments.value("--step").value_or("");
  selection.only_failed = arguments.has("--failed");
  const auto steps = app::select_steps(past->state, selection);
  if (!steps && !arguments.has("--follow")) {  // of a run that goes on they may be to come
    return report(steps.error(), outside);
  }
  const auto store = outside.runs();
  if (!store) {
    return report(store.error(), outside);
  }
  if (arguments.has("--follow")) {
    return follow(**store, *past, selection, arguments.has("--json"), outside);
  }
  if (arguments.has("--search")) {
    return search(**store, *past, *steps, arguments, outside);
  }
  for (const char* option : {"--count", "--ignore-case"}) {
    if (arguments.has(option)) {
      return report({ErrorKind::kUsage, fmt::format("{} goes with --search", option)}, outside);
    }
  }
  const Palette palette = outside.screen().palette();
  const bool has_empty_ones = !selection.step.empty() || selection.only_failed;
  Result<std::uint64_t> unreadable = 0;
  bool has_written = false;
  {
    Pieces out(outside.screen());
    unreadable = arguments.has("--json") ? write_json(**store, past->state.id, *steps, out)
                                         : write_text(**store, past->state.id, *steps, has_empty_ones, palette, out);
    has_written = out.has_written();
  }
  if (!unreadable) {
    return report(unreadable.error(), outside);
  }
  warn_of_unreadable(past->state.id, past->unreadable + *unreadable, outside);
  if (!has_written) {
    say_why_empty(past->state, selection, !steps->empty(), outside);
  }
  return kExitSuccess;
}

}  // namespace

const Command& logs_command() {
  static constexpr Command kCommand{
      .name = "logs",
      .summary = "Print the logs of a run or of an environment",
      .about = kAbout,
      .examples =
          "ropewalk logs --failed             why the newest run failed\n"
          "  ropewalk logs 4127 --job test --step 3\n"
          "  ropewalk logs latest --follow      a run in another terminal, as it goes\n"
          "  ropewalk logs production           what serves there has written\n"
          "  ropewalk logs --search 'warning|deprecat' -i",
      .operands = kOperand,
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
