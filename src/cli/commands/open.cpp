// `ropewalk open`: a run as one page.
#include <fmt/format.h>

#include <array>

#include "app/folders.h"
#include "app/old_pages.h"
#include "app/place.h"
#include "cli/commands/past_options.h"
#include "cli/commands/planning_options.h"
#include "cli/commands/run/family.h"
#include "cli/console/log_text.h"
#include "cli/console/time_text.h"
#include "cli/desk.h"
#include "cli/exit_code.h"
#include "cli/messages.h"
#include "report/page/run_page.h"

namespace ropewalk::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::array kOptions = {
    kDirectoryOption,
    Option{.name = "--to",
           .letter = "-o",
           .value = "FILE",
           .help = "Write the page to this file and open nothing",
           .completion = Completion::kFile},
    Option{.name = "--no-browser", .letter = "", .value = "", .help = "Only say where the page is"},
};

constexpr std::string_view kAbout = R"text(
Makes a run into one HTML file that needs nothing else: its timeline, jobs, logs that fold and
search, annotations, summaries and artifacts. It opens in the browser ($BROWSER, or the
desktop's own); it can be sent to others, who need no Ropewalk. Secrets are masked in it, as
they are in the record.
)text";

/// What a desktop opens files with; empty where there is no desktop.
std::vector<std::string> opener(Outside& outside) {
  const auto variable = [&](std::string_view name) { return outside.environment().variable(name).value_or(""); };
  const std::string path = variable("PATH");
  if (const std::string browser = variable("BROWSER"); !browser.empty()) {
    return {browser};
  }
  for (const char* program : {"wslview", "xdg-open"}) {
    const bool has_desktop = !variable("DISPLAY").empty() || !variable("WAYLAND_DISPLAY").empty();
    const bool fits = std::string_view(program) == "wslview" ? !variable("WSL_DISTRO_NAME").empty() : has_desktop;
    if (fits && outside.process().find_program(program, path)) {
      return {program};
    }
  }
  return {};
}

/// The run's log goes into the page step by step, a page of the store at a time.
Result<void> add_log(report::RunPage& page, const report::RunState& run, record::RunStore& store) {
  for (std::size_t job = 0; job < run.jobs.size(); ++job) {
    for (std::size_t step = 0; step < run.jobs[job].steps.size(); ++step) {
      page.begin_step(job, step);
      const std::pair id{run.jobs[job].queued.job, run.jobs[job].steps[step].start.number};
      const auto read = app::read_events(store, {.run = run.id, .step = id}, [&](const record::Event& event) {
        const auto& line = std::get<record::LogLine>(event.data);
        if (line.kind == record::LogKind::kEndGroup) {
          page.add(line.kind, "");
        }
        for (const std::string& text : log_texts(line, Detail::kAll, KeepColours::kYes)) {
          page.add(line.kind, text);
        }
      });
      if (!read) {
        return fail(read.error());
      }
    }
  }
  return {};
}

ports::EnvironmentList whole_environment(Outside& outside) {
  ports::EnvironmentList list;
  for (const char* name : {"PATH", "HOME", "DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "XDG_CURRENT_DESKTOP",
                           "DBUS_SESSION_BUS_ADDRESS", "XDG_CONFIG_HOME", "XDG_DATA_DIRS", "WSL_DISTRO_NAME"}) {
    if (const auto value = outside.environment().variable(name)) {
      list.emplace_back(name, *value);
    }
  }
  return list;
}

int run(const Arguments& arguments, Outside& outside) {
  const auto past = named_run(arguments, outside);
  if (!past) {
    return report(past.error(), outside);
  }
  const auto store = outside.runs();
  if (!store) {
    return report(store.error(), outside);
  }
  record::RunSummary summary;
  summary.finish = past->state.finish;
  summary.run = past->state.id;
  const std::set<RunId> running = running_runs(past->state.finish.has_value(), outside);
  report::RunPage page(past->state, {.started = local_time_text(past->state.started, outside.time_zone()),
                                     .state = std::string(state_of(summary, running))});
  if (auto added = add_log(page, past->state, **store); !added) {
    return report(added.error(), outside);
  }
  const auto to = arguments.value("--to");
  const fs::path own = app::page_of_run(app::folders(outside.environment()), past->state.id);
  const auto place = app::find_folder(outside.files(), outside.environment(), std::nullopt);
  const fs::path file = to ? (place ? place->base : fs::path()) / *to : own;
  if (auto written = outside.files().write(file, page.finish()); !written) {
    return report(written.error(), outside);
  }
  warn_of_unreadable(past->state.id, past->unreadable, outside);
  outside.screen().print((to ? *to : file.string()) + "\n");
  const std::vector<std::string> program =
      to || arguments.has("--no-browser") ? std::vector<std::string>() : opener(outside);
  if (program.empty()) {
    return kExitSuccess;
  }
  const auto opened = desk(outside).foreground().run({.arguments = {program.front(), file.string()},
                                                      .working_directory = {},
                                                      .environment = whole_environment(outside)});
  if (!opened || *opened != 0) {
    warn(fmt::format("{} did not open the page", program.front()), "it is at the path above", {}, outside);
  }
  return kExitSuccess;
}

}  // namespace

const Command& open_command() {
  static constexpr Command kCommand{
      .name = "open",
      .summary = "Show a run as a page in the browser: timeline, logs, annotations",
      .about = kAbout,
      .examples =
          "ropewalk open                      the newest run of this repository\n"
          "  ropewalk open 4127 --to run.html   a file to send to others",
      .operands = kRunOperand,
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
