// `ropewalk shell`: a shell where a step of an earlier run has failed.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/dotenv.h"
#include "app/failures/kept_jobs.h"
#include "app/folders.h"
#include "app/read_source.h"
#include "base/strings.h"
#include "cli/commands/past_options.h"
#include "cli/commands/planning_options.h"
#include "cli/commands/run/family.h"
#include "cli/commands/run/run_settings.h"
#include "cli/commands/run/step_shell.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    kDirectoryOption,
    kSecretOption,
    kSecretFileOption,
    Option{.name = "--script", .letter = "", .value = "", .help = "Run the step's script once more instead of a shell"},
    Option{.name = "--where", .letter = "", .value = "", .help = "Print the folder in which the step ran, and no more"},
};

constexpr std::string_view kAbout = R"text(
Opens a shell where a step has failed: its environment, its folder, its shell, with its script
beside it. What failed jobs have left stays until the next run of the repository, 7 days at
most. Secrets are not kept: give those that the step needs as `ropewalk run` takes them.
)text";

/// `[RUN] [JOB]`: a single word that no run has is a job of the newest.
struct Wish {
  std::string run;
  std::string job;
};

Wish read_wish(const std::vector<std::string>& words) {
  if (words.size() >= 2) {
    return {words[0], words[1]};
  }
  const bool is_run = words.size() == 1 && (words[0] == "latest" || words[0] == "last" ||
                                            words[0].find_first_not_of("0123456789-") == std::string::npos);
  return words.empty() ? Wish{} : is_run ? Wish{words[0], ""} : Wish{"", words[0]};
}

bool is_named(const app::KeptJob& job, const std::string& word) {
  const std::string key = job.job.text().substr(0, job.job.text().find(" ("));
  return word.empty() || equals_ignoring_case(job.job.text(), word) || equals_ignoring_case(job.job_name, word) ||
         equals_ignoring_case(key, word);
}

Result<std::map<std::string, std::string>> secrets_of(const Arguments& arguments, Outside& outside) {
  std::map<std::string, std::string> secrets;
  const auto place = app::find_folder(outside.files(), outside.environment(), arguments.value(kDirectoryOption.name));
  if (!place) {
    return fail(place.error());
  }
  for (const std::string& name : arguments.values(kSecretFileOption.name)) {
    auto file = app::read_source(outside.files(), place->base / name, name);
    auto values = file ? app::parse_dotenv(*file) : Result<app::NamedTexts>(tl::unexpected(file.error()));
    if (!values) {
      return fail(values.error());
    }
    secrets.insert(values->begin(), values->end());
  }
  app::RunSettings asked;
  if (auto done = ask_for_secrets(arguments, asked, outside); !done) {
    return fail(std::move(done.error()));
  }
  secrets.insert(asked.secrets.begin(), asked.secrets.end());
  return secrets;
}

/// The variables with their secrets put in; `missing` gets the names of those that nobody gave.
ports::EnvironmentList environment_of(const app::KeptJob& job, const std::map<std::string, std::string>& secrets,
                                      std::vector<std::string>& missing) {
  ports::EnvironmentList list;
  for (const app::KeptVariable& variable : job.environment) {
    std::string value = variable.value;
    for (const std::string& secret : variable.secrets) {
      const auto given = secrets.find(secret);
      if (given == secrets.end() && !secret.empty() && std::ranges::find(missing, secret) == missing.end()) {
        missing.push_back(secret);
      }
      if (!secret.empty()) {
        value = replace_all(value, fmt::format("${{{{ secrets.{} }}}}", secret),
                            given == secrets.end() ? std::string() : given->second);
      }
    }
    list.emplace_back(variable.name, std::move(value));
  }
  return list;
}

Error nothing_kept(const report::RunState& run, const std::string& job) {
  const auto is_meant = [&](const report::JobState& one) {
    return job.empty() || equals_ignoring_case(one.queued.job.text(), job) ||
           equals_ignoring_case(one.queued.key, job) || equals_ignoring_case(one.queued.name, job);
  };
  if (std::ranges::none_of(run.jobs, is_meant)) {
    std::vector<std::string_view> names;
    for (const report::JobState& one : run.jobs) {
      names.push_back(one.queued.name);
    }
    return {ErrorKind::kUsage, fmt::format("run {} has no job '{}'", run.id.text(), job),
            fmt::format("its jobs are {}", fmt::join(names, ", "))};
  }
  const bool has_failed = std::ranges::any_of(run.jobs, [&](const report::JobState& one) {
    return is_meant(one) && one.finish && one.finish->conclusion == record::Conclusion::kFailure;
  });
  return {ErrorKind::kNotFound,
          fmt::format("nothing is kept of {} in run {}", job.empty() ? "a failed job" : fmt::format("'{}'", job),
                      run.id.text()),
          has_failed
              ? fmt::format("another run has taken its place, or --no-keep: `ropewalk rerun {} --failed` makes it "
                            "again, `--shell-on-failure` opens a shell at once",
                            run.id.text())
              : "only jobs that failed are kept",
          {}};
}

/// The words before `--`; what stands behind is a command of its own.
constexpr Command kShell{.name = "shell",
                         .summary = "",
                         .about = "",
                         .examples = "",
                         .operands = {.value = "[RUN] [JOB]", .help = "", .at_least = 0, .at_most = 2},
                         .options = kOptions};

int run(const Arguments& words, Outside& outside) {
  const std::vector<std::string>& all = words.operands();
  const auto mark = std::ranges::find(all, "--");
  const std::vector<std::string> command(mark == all.end() ? mark : mark + 1, all.end());
  const auto parsed = parse_arguments(kShell, {all.begin(), mark});
  if (!parsed) {
    return report(parsed.error(), outside);
  }
  const Arguments& arguments = *parsed;
  const Wish wish = read_wish(arguments.operands());
  const auto directory = directory_of_runs(arguments, outside);
  const auto store = directory ? outside.runs() : Result<record::RunStore*>(tl::unexpected(directory.error()));
  const auto past =
      store ? app::read_past_run(**store, wish.run, *directory) : Result<app::PastRun>(tl::unexpected(store.error()));
  if (!past) {
    return report(past.error(), outside);
  }
  const app::Folders folders = app::folders(outside.environment());
  for (const app::KeptPlace& place : app::kept_places(folders, outside.files())) {
    if (std::ranges::find(place.runs, past->state.id) == place.runs.end()) {
      continue;
    }
    const auto jobs = app::kept_jobs(place, outside.files());
    const auto job = std::ranges::find_if(jobs, [&](const app::KeptJob& one) { return is_named(one, wish.job); });
    if (job == jobs.end()) {
      break;
    }
    if (arguments.has("--where")) {
      outside.screen().print(job->working_directory.string() + "\n");
      return kExitSuccess;
    }
    const auto hold = app::hold_kept_place(folders, place.place, outside.files());
    const auto secrets = secrets_of(arguments, outside);
    if (!secrets) {
      return report(secrets.error(), outside);
    }
    std::vector<std::string> missing;
    StepShell shell{.title = fmt::format("Run {}: {} › {}", past->state.id.text(), job->job_name, job->step_name),
                    .script = job->script,
                    .arguments = job->arguments,
                    .working_directory = job->working_directory,
                    .environment = environment_of(*job, *secrets, missing),
                    .command = arguments.has("--script") ? job->arguments : command};
    for (const std::string& secret : missing) {
      warn(fmt::format("secrets.{} is not kept, so it is empty here", secret),
           fmt::format("give it with --secret {}", secret), {}, outside);
    }
    const auto code = open_shell(shell, outside);
    return code ? *code : report(code.error(), outside);
  }
  return report(nothing_kept(past->state, wish.job), outside);
}

}  // namespace

const Command& shell_command() {
  static constexpr Command kCommand{
      .name = "shell",
      .summary = "Open a shell where a step has failed",
      .about = kAbout,
      .examples =
          "ropewalk shell                         in the newest run's failed job\n"
          "  ropewalk shell latest test\n"
          "  ropewalk shell 4127 'test (3.12)' --secret PYPI_TOKEN\n"
          "  ropewalk shell latest test -- pytest -x -k orders\n"
          "  ropewalk shell latest test --script    the step once more",
      .operands = {.value = "[RUN] [JOB] [-- COMMAND…]",
                   .help = "A run (default: the newest of this repository), a job that failed in it (its id, key or "
                           "name; default: the first), and what runs there instead of a shell",
                   .at_least = 0,
                   .at_most = kWordsAsTheyAre,
                   .completion = Completion::kRun},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
