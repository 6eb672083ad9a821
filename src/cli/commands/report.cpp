// `ropewalk report`: the reports of tests, coverage and benchmarks as one result, with gates.
#include <fmt/format.h>

#include <array>
#include <functional>
#include <string>
#include <utility>

#include "app/comment_report.h"
#include "app/folders.h"
#include "app/make_report.h"
#include "app/past_runs.h"
#include "app/read_config.h"
#include "app/run_reports.h"
#include "base/strings.h"
#include "cli/commands/all.h"
#include "cli/commands/past_options.h"
#include "cli/commands/planning_options.h"
#include "cli/configured_place.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::string_view kGateGroup = "Gates";

constexpr std::array kOptions = {
    kDirectoryOption,
    Option{.name = "--run",
           .letter = "",
           .value = "RUN",
           .help = "The run that the reports are of: its id or the beginning of it, or last. Without FILE or DIR, what "
                   "the run has uploaded is read",
           .completion = Completion::kRun},
    Option{.name = "--history",
           .letter = "",
           .value = "N",
           .help = "Look at N runs of the same workflow before --run for tests that pass and fail in turn"},
    Option{.name = "--title", .letter = "", .value = "TEXT", .help = "What the report is called (default: Results)"},
    Option{.name = "--format",
           .letter = "",
           .value = "FORMAT[=FILE]",
           .help = "text, markdown, github, junit, json or html, to standard output or into a file; may be repeated",
           .repeats = true},
    Option{.name = "--comment",
           .letter = "",
           .value = "",
           .help = "In a job of GitHub Actions: make the report a comment of the pull request, or edit the one that is "
                   "there (needs GITHUB_TOKEN with pull-requests: write)"},
    Option{
        .name = "--json", .letter = "", .value = "", .help = "The same as --format json (schemas/report.schema.json)"},
    Option{.name = "--coverage",
           .letter = "",
           .value = "PERCENT",
           .help = "At least this much coverage, of lines and branches",
           .group = kGateGroup},
    Option{.name = "--changed-coverage",
           .letter = "",
           .value = "PERCENT",
           .help = "At least this much of the lines that have changed since --base",
           .group = kGateGroup},
    Option{.name = "--base",
           .letter = "",
           .value = "COMMIT",
           .help = "What the change counts from: a branch or a commit",
           .group = kGateGroup},
    Option{.name = "--test-time",
           .letter = "",
           .value = "TIME",
           .help = "The longest that the tests of one report may take: 90s, 5m",
           .group = kGateGroup},
    Option{.name = "--flaky",
           .letter = "",
           .value = "N",
           .help = "At most this many tests that --history shows to be flaky",
           .group = kGateGroup},
    Option{.name = "--workflow-time",
           .letter = "",
           .value = "TIME",
           .help = "The longest that the whole of --run may take",
           .group = kGateGroup},
    Option{.name = "--build-time",
           .letter = "",
           .value = "TIME",
           .help = "The longest that a job of --run may take whose key begins with build",
           .group = kGateGroup},
};

constexpr std::string_view kAbout = R"text(
Reads JUnit XML, coverage (Cobertura XML, lcov, `coverage json`, and `.coverage` where coverage.py
is at hand) and benchmarks (pytest-benchmark), merges them over all legs of a matrix, and
shows one result. Folders are searched; the folder below the named one says which leg a
report is of, as download-artifact lays them out.

--run takes a run that was made here: its jobs as a timeline with the critical path, and
the budgets of the workflow and the build.

Exits with 1 when a gate is closed: a job of --run or a test failed, a report could not be
read, coverage or a time is out of its budget. Budgets come from .github/ropewalk.yml;
options go over them.
In a job of GitHub Actions the result is also appended to the job's summary, and failures
become annotations at the line of the test.
)text";

constexpr std::string_view kExamples = R"text(
ropewalk report --run last --format html=report.html
  ropewalk report reports
  ropewalk report reports --coverage 85 --format html=report.html
  ropewalk report junit.xml coverage.xml --base origin/main --changed-coverage 90
)text";

struct Format {
  std::string_view name;
  std::string (*make)(const report::Report&);
};

constexpr std::array kFormats = {
    Format{"text", report::as_text},
    Format{"markdown", report::as_markdown},
    Format{"github", report::as_workflow_commands},
    Format{"junit", report::as_junit},
    Format{"json", report::as_json},
    Format{"html", report::as_html},
};

/// A format and the file that it goes into; no file is standard output.
struct Wanted {
  const Format* format = nullptr;
  std::string file;
};

Result<Wanted> read_format(const std::string& text) {
  const std::size_t equals = text.find('=');
  const std::string name = text.substr(0, equals);
  std::vector<std::string_view> names;
  for (const Format& format : kFormats) {
    if (format.name == name) {
      return Wanted{&format, equals == std::string::npos ? "" : text.substr(equals + 1)};
    }
    names.push_back(format.name);
  }
  const std::string_view near = nearest(name, names);
  return fail(ErrorKind::kUsage, fmt::format("no format '{}'", name),
              near.empty() ? "text, markdown, github, junit, json or html" : fmt::format("did you mean '{}'?", near));
}

Result<std::vector<Wanted>> wanted_formats(const Arguments& arguments, Outside& outside) {
  std::vector<Wanted> wanted;
  for (const std::string& text : arguments.values("--format")) {
    auto format = read_format(text);
    if (!format) {
      return fail(std::move(format.error()));
    }
    wanted.push_back(std::move(*format));
  }
  if (arguments.has("--json")) {
    wanted.push_back({&kFormats[4], ""});
  }
  if (wanted.empty()) {
    wanted.push_back({&kFormats[0], ""});
    // On a runner, the places where people look there.
    if (outside.environment().variable("GITHUB_ACTIONS") == "true") {
      wanted.push_back({&kFormats[2], ""});
      if (const auto summary = outside.environment().variable("GITHUB_STEP_SUMMARY"); summary && !summary->empty()) {
        wanted.push_back({&kFormats[1], *summary});
      }
    }
  }
  return wanted;
}

Result<void> percent(const Arguments& arguments, std::string_view option, std::optional<double>& limit) {
  const auto text = arguments.value(option);
  if (!text) {
    return {};
  }
  auto number = app::read_percent(*text);
  if (!number) {
    return fail(ErrorKind::kUsage, fmt::format("{} takes a number from 0 to 100, not '{}'", option, *text));
  }
  limit = *number;
  return {};
}

Result<report::GateLimits> limits(const Arguments& arguments, const config::Budgets& budgets) {
  report::GateLimits limits{.coverage = budgets.coverage,
                            .changed_coverage = arguments.has("--base") ? budgets.changed_coverage : std::nullopt,
                            .tests = budgets.tests,
                            .workflow = arguments.has("--run") ? budgets.workflow : std::nullopt,
                            .build = arguments.has("--run") ? budgets.build : std::nullopt,
                            .flaky = {}};
  for (const auto& [option, limit] :
       {std::pair{"--coverage", &limits.coverage}, {"--changed-coverage", &limits.changed_coverage}}) {
    if (auto read = percent(arguments, option, *limit); !read) {
      return fail(std::move(read.error()));
    }
  }
  if (arguments.has("--flaky")) {
    const auto most = arguments.number("--flaky", 0, 0);
    if (!most) {
      return fail(most.error());
    }
    limits.flaky = static_cast<std::size_t>(*most);
  }
  for (const auto& [option, limit] : {std::pair{"--test-time", &limits.tests},
                                      {"--workflow-time", &limits.workflow},
                                      {"--build-time", &limits.build}}) {
    if (const auto text = arguments.value(option)) {
      *limit = config::read_time(*text);
      if (!*limit) {
        return fail(ErrorKind::kUsage, fmt::format("{} takes a time, not '{}'", option, *text),
                    "write it as 90s or 5m");
      }
    }
  }
  return limits;
}

/// Summaries are appended to, as other steps' are; other files are written whole.
Result<void> write(const Wanted& wanted, const report::Report& report, const app::Place& place, Outside& outside) {
  const std::string text = wanted.format->make(report);
  if (wanted.file.empty()) {
    outside.screen().print(text);
    return {};
  }
  const std::filesystem::path path = place.base / wanted.file;
  const bool is_summary = outside.environment().variable("GITHUB_STEP_SUMMARY") == wanted.file;
  return is_summary ? outside.files().append(path, text) : outside.files().write(path, text);
}

/// Adds the tests of the runs before the one that is reported on, as many as --history says.
Result<void> take_history(const Arguments& arguments, const app::Place& place, app::ReportRequest& request,
                          Outside& outside) {
  if (!arguments.has("--history")) {
    return {};
  }
  const auto wanted = arguments.number("--history", 1, 1);
  const auto store = wanted ? outside.runs() : Result<record::RunStore*>(fail(wanted.error()));
  if (!store) {
    return fail(store.error());
  }
  const auto artifacts = outside.artifacts();
  if (!artifacts) {
    return fail(artifacts.error());
  }
  auto earlier = app::earlier_tests(
      {.run = request.run->id,
       .workflow_path = request.run->start.workflow_path,
       .directory = place.top.string(),
       .most = *wanted},
      place, **store, {**artifacts, outside.files(), outside.archive(), outside.process(), outside.environment()},
      app::folders(outside.environment()).cache, outside.signals().interrupted());
  if (!earlier) {
    return fail(std::move(earlier.error()));
  }
  request.history = std::move(*earlier);
  return {};
}

/// Adds what --run names. Its artifacts are unpacked into `unpacked` when no other reports are named.
Result<void> take_run(const Arguments& arguments, const app::Place& place, app::ReportRequest& request,
                      std::optional<app::TemporaryFolder>& unpacked, Outside& outside) {
  const auto name = arguments.value("--run");
  if (!name && arguments.has("--history")) {
    return fail(ErrorKind::kUsage, "--history needs a run to come before", "name one with --run");
  }
  if (!name) {
    return request.paths.empty() ? fail(ErrorKind::kUsage, "report: the reports are missing",
                                        "name files or folders, or a run with --run")
                                 : Result<void>();
  }
  const auto runs = outside.runs();
  if (!runs) {
    return fail(runs.error());
  }
  auto past = app::read_past_run(**runs, *name == "last" ? "" : *name, place.top.string());
  if (!past) {
    return fail(std::move(past.error()));
  }
  warn_of_unreadable(past->state.id, past->unreadable, outside);
  if (!arguments.has("--title")) {
    request.title = past->state.start.workflow_name;
  }
  if (request.paths.empty()) {
    const auto store = outside.artifacts();
    if (!store) {
      return fail(store.error());
    }
    auto folder = app::unpack_artifacts(past->state.id, app::folders(outside.environment()).cache, **store,
                                        outside.files(), outside.archive(), outside.signals().interrupted());
    if (!folder) {
      return fail(std::move(folder.error()));
    }
    request.paths.push_back(folder->path().string());
    unpacked.emplace(std::move(*folder));
  }
  request.run = std::move(past->state);
  return take_history(arguments, place, request, outside);
}

int run(const Arguments& arguments, Outside& outside) {
  auto formats = wanted_formats(arguments, outside);
  if (!formats) {
    return report(formats.error(), outside);
  }
  const auto here = configured_place(arguments, outside);
  if (!here) {
    return here.error();
  }
  auto gates = limits(arguments, here->config.budgets);
  if (!gates) {
    return report(gates.error(), outside);
  }
  app::ReportRequest request{.title = arguments.value("--title").value_or("Results"),
                             .paths = arguments.operands(),
                             .limits = *gates,
                             .base = arguments.value("--base")};
  std::optional<app::TemporaryFolder> unpacked;
  if (auto taken = take_run(arguments, here->place, request, unpacked, outside); !taken) {
    return report(taken.error(), outside);
  }
  const auto made = app::make_report(request, here->place, outside.files(), outside.process(), outside.environment());
  if (!made) {
    return report(made.error(), outside);
  }
  for (const Error& error : made->results.unread) {
    report(error, outside);
  }
  for (const Wanted& wanted : *formats) {
    if (auto written = write(wanted, *made, here->place, outside); !written) {
      return report(written.error(), outside);
    }
  }
  int code = made->is_green() ? kExitSuccess : kExitFailure;
  if (arguments.has("--comment")) {
    const auto commented = app::comment_report(*made, outside.environment(), outside.files(), outside.http(),
                                               outside.signals().interrupted());
    if (!commented) {
      code = stronger(code, report(commented.error(), outside));
    } else if (*commented == app::Commented::kNoPullRequest) {
      outside.screen().complain("no comment: the event has no pull request\n");
    }
  }
  return code;
}

}  // namespace

const Command& report_command() {
  static constexpr Command kCommand{
      .name = "report",
      .summary = "Merge reports of tests, coverage and benchmarks, and judge them",
      .about = kAbout,
      .examples = kExamples,
      .operands = {.value = "[FILE|DIR…]",
                   .help = "Reports, or folders of them",
                   .at_least = 0,
                   .at_most = -1,
                   .completion = Completion::kFile},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
