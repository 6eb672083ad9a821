// `ropewalk rerun`: the next attempt of an earlier run.
#include <fmt/format.h>

#include <array>

#include "app/attempts/attempt.h"
#include "app/attempts/kept_request.h"
#include "app/folders.h"
#include "cli/commands/action_options.h"
#include "cli/commands/past_options.h"
#include "cli/commands/planning_options.h"
#include "cli/commands/run/family.h"
#include "cli/commands/run/run_settings.h"
#include "cli/commands/run/run_workflows.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    kDirectoryOption,
    Option{.name = "--failed",
           .letter = "-f",
           .value = "",
           .help = "Only the jobs that did not succeed, and what needs them; the results of the others stand"},
    Option{.name = "--job",
           .letter = "-j",
           .value = "JOB",
           .help = "Only this job (its id, key or name) and what needs it",
           .repeats = true,
           .completion = Completion::kPastJob},
    kStepOption,
    kFromStepOption,
    kShellOnFailureOption,
    kNoKeepOption,
    kSecretOption,
    kSecretFileOption,
    kEnvironmentSecretOption,
    kEnvironmentSecretFileOption,
    kOfflineOption,
    Option{.name = "--quiet",
           .letter = "-q",
           .value = "",
           .help = "Show only failures and the summary",
           .group = "Output"},
    Option{.name = "--verbose", .letter = "-v", .value = "", .help = "Show whole logs", .group = "Output"},
    Option{.name = "--json",
           .letter = "",
           .value = "",
           .help = "Print what happens as JSON Lines (schemas/run.schema.json)",
           .group = "Output"},
};

constexpr std::string_view kAbout = R"text(
Runs a run again as it was asked for, with the files as they stand now. It is the same run's
next attempt: its number stays, github.run_attempt counts up, and the attempts before are kept
(`ropewalk show RUN-1`). Jobs whose results stand give their outputs and artifacts to the rest.
)text";

/// What `run` was asked with, and what this command adds to it.
Arguments words_for(const app::OptionWords& kept, const Arguments& given, const record::RunStarted& start) {
  app::OptionWords options = kept;
  options[std::string(kDirectoryOption.name)] = {start.directory};
  options[std::string(kEventOption.name)] = {start.event};
  for (const Option& option : kOptions) {
    const std::string name(option.name);
    if (!given.has(name) || name == kDirectoryOption.name || name == "--job" || name == "--failed") {
      continue;
    }
    const std::vector<std::string> values = option.value.empty() ? std::vector<std::string>() : given.values(name);
    std::vector<std::string>& all = options[name];
    const bool adds = name == kSecretOption.name || name == kSecretFileOption.name ||
                      name == kEnvironmentSecretOption.name || name == kEnvironmentSecretFileOption.name;
    all = adds ? std::move(all) : std::vector<std::string>();
    all.insert(all.end(), values.begin(), values.end());
  }
  return {std::move(options), {start.workflow_path}};
}

int run(const Arguments& arguments, Outside& outside) {
  const auto past = named_run(arguments, outside);
  if (!past) {
    return report(past.error(), outside);
  }
  const report::RunState& last = past->state;
  if (running_runs(last.finish.has_value(), outside).contains(last.id)) {
    return report({ErrorKind::kUsage, fmt::format("run {} is still running", last.id.text()),
                   fmt::format("`ropewalk cancel {}` ends it", last.id.text())},
                  outside);
  }
  auto attempt = app::next_attempt(last, {.only_failed = arguments.has("--failed"), .jobs = arguments.values("--job")});
  if (!attempt) {
    return report(attempt.error(), outside);
  }
  const bool has_failed = attempt->identity.earlier.size() < last.jobs.size();
  if (arguments.has("--failed") && !has_failed && last.finish &&
      last.finish->conclusion == record::Conclusion::kSuccess) {
    outside.screen().print(fmt::format("all jobs of run {} have succeeded: nothing to run again\n", last.id.text()));
    if (const std::string other = other_failed_run(last, outside); !other.empty()) {
      outside.screen().print(fmt::format("the newest run that failed is {0}: `ropewalk rerun {0} --failed`\n", other));
    }
    return kExitSuccess;
  }
  const app::OptionWords kept = app::read_request(app::folders(outside.environment()), last.id, outside.files());
  if (const auto withheld = kept.find(app::kWithheld); withheld != kept.end() && !withheld->second.empty()) {
    return report({ErrorKind::kUsage,
                   fmt::format("run {} was asked for with a secret in {}, which is not kept", last.id.text(),
                               fmt::join(withheld->second, " and in ")),
                   "start a new one with `ropewalk run`, and give secrets by --secret"},
                  outside);
  }
  return run_workflows(words_for(kept, arguments, last.start),
                       {.attempt = std::move(*attempt), .secrets = {}, .changed_files = {}}, outside);
}

}  // namespace

const Command& rerun_command() {
  static constexpr Command kCommand{
      .name = "rerun",
      .summary = "Run an earlier run again, or only what failed in it",
      .about = kAbout,
      .examples =
          "ropewalk rerun --failed            what failed in the newest run\n"
          "  ropewalk rerun 4127                all of it\n"
          "  ropewalk rerun latest --job 'test (3.12)' --shell-on-failure",
      .operands = kRunOperand,
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
