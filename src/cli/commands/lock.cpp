// `ropewalk lock`: writes down which commit each action of another repository is; with an environment, keeps
// deployments from it.
#include <fmt/format.h>

#include <array>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>

#include "app/lock_actions.h"
#include "app/read_source.h"
#include "cli/commands/action_options.h"
#include "cli/commands/all.h"
#include "cli/commands/deploy/lock.h"
#include "cli/commands/planning_options.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    kDirectoryOption,
    Option{.name = "--update", .letter = "", .value = "", .help = "Ask for all of them again, not for new ones alone"},
    Option{.name = "--check",
           .letter = "",
           .value = "",
           .help = "Write nothing; fail when the file does not name just what the workflows use"},
    Option{.name = "--json",
           .letter = "",
           .value = "",
           .help =
               "Print the entries as JSON (schemas/lock.schema.json); of an environment {\"environment\", \"locked\"}"},
    kActionOption,
    kOfflineOption,
    Option{.name = "--reason",
           .letter = "-m",
           .value = "TEXT",
           .help = "Why the environment is locked; whoever wants to deploy reads it",
           .group = "Environments"},
};

constexpr std::string_view kAbout = R"text(
Looks for the actions of other repositories that the workflows use, and those that these use
in turn, asks which commits their tags and branches are, and writes them to
.github/ropewalk.lock. With that file `ropewalk run` takes these commits and no others.
--action has the commit from a clone on this machine, and needs no network for it.

With the name of an environment, it takes no deployments until `ropewalk unlock`: what is
under way goes on, and a rollback is possible.
)text";

constexpr std::string_view kExamples = R"text(
ropewalk lock              add what is new, leave out what is not used any more
  ropewalk lock --update     take the commits that tags and branches are today
  ropewalk lock --check      for CI: the file is as it should be
  ropewalk lock --action owner/repo@v1=../clone
  ropewalk lock production --reason 'sale until Monday'
)text";

Result<actions::ActionLock> known_lock(const app::Place& place, Outside& outside) {
  const auto path = place.top / actions::kLockFile;
  if (outside.files().type_followed(path) != ports::FileType::kFile) {
    return actions::ActionLock();
  }
  const auto file = app::read_source(outside.files(), path, std::string(actions::kLockFile));
  return file ? actions::read_lock(*file) : fail(file.error());
}

void say_difference(const actions::ActionLock& before, const actions::ActionLock& now, Outside& outside) {
  for (const auto& [name, commit] : now) {
    const auto old = before.find(name);
    if (old == before.end()) {
      outside.screen().print(fmt::format("+ {} {}\n", name, commit));
    } else if (old->second != commit) {
      outside.screen().print(fmt::format("~ {} {} (was {})\n", name, commit, old->second));
    }
  }
  for (const auto& [name, commit] : before) {
    if (!now.contains(name)) {
      outside.screen().print(fmt::format("- {} {}\n", name, commit));
    }
  }
}

std::string json_of(const actions::ActionLock& lock) {
  json::array entries;
  for (const auto& [name, commit] : lock) {
    entries.push_back(json::object{{"action", name}, {"commit", commit}});
  }
  return to_pretty_json_text(json::object{{"actions", std::move(entries)}}) + "\n";
}

int lock_actions_of(const Arguments& arguments, Outside& outside) {
  const auto place = app::find_folder(outside.files(), outside.environment(), arguments.value(kDirectoryOption.name));
  if (!place) {
    return report(place.error(), outside);
  }
  const auto before = known_lock(*place, outside);
  if (!before) {
    return report(before.error(), outside);
  }
  auto settings = fetch_settings(arguments, *place, outside);
  if (!settings) {
    return report(settings.error(), outside);
  }
  settings->lock.reset();  // what is to be written is not what may be taken
  actions::FetchedActions store(std::move(*settings), outside.files(), outside.clock(), outside.remote_repositories());
  const auto known = arguments.has("--update") ? actions::ActionLock() : *before;
  const auto locked = app::lock_actions(outside.files(), *place, known, store, outside.signals().interrupted());
  if (!locked) {
    return report(locked.error(), outside);
  }
  for (const Error& error : locked->trouble) {
    report(error, outside);
  }
  if (arguments.has("--json")) {
    outside.screen().print(json_of(locked->lock));
  } else {
    say_difference(*before, locked->lock, outside);
  }
  if (!locked->trouble.empty()) {
    warn("the lock file stays as it is: not all actions could be looked at", {}, {}, outside);
    return kExitIncomplete;
  }
  if (locked->lock == *before) {
    if (!arguments.has("--json")) {
      outside.screen().print(fmt::format("{} names all actions\n", actions::kLockFile));
    }
    return kExitSuccess;
  }
  if (arguments.has("--check")) {
    return report(Error{ErrorKind::kInvalid,
                        fmt::format("{} does not name what the workflows use", actions::kLockFile),
                        "`ropewalk lock` writes it anew",
                        {}},
                  outside);
  }
  const auto written = outside.files().write(place->top / actions::kLockFile, actions::lock_text(locked->lock));
  return written ? kExitSuccess : report(written.error(), outside);
}

/// An option of the one use is wrong with the other. Errors: kUsage.
Result<void> refuse(const Arguments& arguments, std::initializer_list<std::string_view> options, std::string_view use) {
  for (const std::string_view option : options) {
    if (arguments.has(option)) {
      return fail(ErrorKind::kUsage, fmt::format("lock: {} is for {}", option, use), "see `ropewalk lock --help`");
    }
  }
  return {};
}

int run(const Arguments& arguments, Outside& outside) {
  const bool is_environment = !arguments.operands().empty();
  const auto checked = is_environment ? refuse(arguments, {"--update", "--check", "--action", "--offline"}, "actions")
                                      : refuse(arguments, {"--reason"}, "environments");
  if (!checked) {
    return report(checked.error(), outside);
  }
  return is_environment ? lock_environment(arguments, outside) : lock_actions_of(arguments, outside);
}

}  // namespace

const Command& lock_command() {
  static constexpr Command kCommand{
      .name = "lock",
      .summary = "Hold actions at their commits, or an environment at its version",
      .about = kAbout,
      .examples = kExamples,
      .operands = {.value = "[ENV]",
                   .help = "An environment that is to take no deployments",
                   .at_least = 0,
                   .at_most = 1},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
