// `ropewalk act`: takes act's words, so that nobody has to learn new ones to switch.
#include <fmt/format.h>

#include <algorithm>

#include "app/dotenv.h"
#include "app/place.h"
#include "app/read_source.h"
#include "base/strings.h"
#include "cli/commands/act/act_words.h"
#include "cli/commands/all.h"
#include "cli/commands/planning_options.h"
#include "cli/commands/run/family.h"
#include "cli/commands/run/run_workflows.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kAbout = R"text(
Takes act's command line and its .actrc files, and runs the workflows as `ropewalk run` does:
on this machine, without containers. Flags that are about containers are named and passed
over. .env, .secrets, .vars and .input are read where they are, as act reads them.
)text";

/// The words of the .actrc files, in the order in which act reads them.
std::vector<std::string> configured_words(Outside& outside) {
  const ports::Environment& environment = outside.environment();
  const fs::path configuration = environment.variable("XDG_CONFIG_HOME").value_or("");
  const std::vector<fs::path> files{
      (configuration.is_absolute() ? configuration : environment.home() / ".config") / "act/actrc",
      environment.home() / ".actrc", environment.current_directory() / ".actrc"};
  std::vector<std::string> words;
  for (const fs::path& file : files) {
    if (outside.files().type_followed(file) == ports::FileType::kFile) {
      const auto text = outside.files().read(file);
      for (std::string& word : read_actrc(text ? *text : std::string())) {
        words.push_back(std::move(word));
      }
    }
  }
  return words;
}

/// Files that act reads where nobody named another.
void add_usual_files(ActWish& wish, const fs::path& base, Outside& outside) {
  const auto is_there = [&](const char* name) {
    return outside.files().type_followed(base / name) == ports::FileType::kFile;
  };
  const auto add_words = [&](const char* option, const char* name) {
    wish.words.insert(wish.words.begin(), {option, (base / name).string()});
  };
  if (wish.command == "run" && !wish.has_env_file && is_there(".env")) {
    add_words("--env-file", ".env");
  }
  if (wish.command == "run" && !wish.has_secret_file && is_there(".secrets")) {
    add_words("--secret-file", ".secrets");
  }
  if (!wish.has_var_file && is_there(".vars")) {
    wish.files.emplace_back("--var", ".vars");
  }
  if (!wish.has_input_file && is_there(".input")) {
    wish.files.emplace_back("--input", ".input");
  }
}

/// `plan` has no options about how jobs run, and `parse` none about the event.
void drop_options_of_run(std::vector<std::string>& words, const Command& command) {
  for (std::size_t i = 0; i < words.size();) {
    const bool is_option = words[i].starts_with("--");
    const auto known =
        std::ranges::find_if(command.options, [&](const Option& option) { return option.name == words[i]; });
    if (!is_option || known != command.options.end()) {
      i += is_option && !known->value.empty() ? 2U : 1U;
      continue;
    }
    const auto is_flag_of = [&](const Command& other) {
      return std::ranges::any_of(other.options,
                                 [&](const Option& option) { return option.name == words[i] && option.value.empty(); });
    };
    const std::ptrdiff_t count = is_flag_of(run_command()) || is_flag_of(plan_command()) ? 1 : 2;
    const auto begin = words.begin() + static_cast<std::ptrdiff_t>(i);
    words.erase(begin, begin + std::min(count, words.end() - begin));
  }
}

const Command& command_of(const ActWish& wish) {
  return wish.command == "run"     ? run_command()
         : wish.command == "parse" ? parse_command()
         : wish.command == "plan"  ? plan_command()
                                   : version_command();
}

Result<void> add_files(ActWish& wish, const fs::path& base, Outside& outside) {
  for (const auto& [option, name] : wish.files) {
    const auto file = app::read_source(outside.files(), base / name, name);
    const auto values = file ? app::parse_dotenv(*file) : Result<app::NamedTexts>(tl::unexpected(file.error()));
    if (!values) {
      return fail(values.error());
    }
    for (const auto& [key, value] : *values) {
      wish.words.insert(wish.words.begin(), {option, key + "=" + value});
    }
  }
  return {};
}

int run(const Arguments& arguments, Outside& outside) {
  std::vector<std::string> words = configured_words(outside);
  words.insert(words.end(), arguments.operands().begin(), arguments.operands().end());
  auto wish = read_act_words(words);
  if (!wish) {
    return report(wish.error(), outside);
  }
  if (wish->command == "version") {
    return version_command().run({}, outside);
  }
  const auto place = app::find_folder(outside.files(), outside.environment(),
                                      wish->directory.empty() ? std::nullopt : std::optional(wish->directory));
  if (!place) {
    return report(place.error(), outside);
  }
  add_usual_files(*wish, place->base, outside);
  if (auto added = add_files(*wish, place->base, outside); !added) {
    return report(added.error(), outside);
  }
  if (!wish->idle.empty()) {
    warn(fmt::format("passed over, jobs run on this machine without containers: {}", join(wish->idle, ", ")), {}, {},
         outside);
  }
  const Command& command = command_of(*wish);
  if (wish->command == "parse") {
    std::erase(wish->words, "--json");  // which would have it read standard input
  }
  if (wish->command != "run") {
    drop_options_of_run(wish->words, command);
  }
  const auto parsed = parse_arguments(command, wish->words);
  if (!parsed) {
    return report(parsed.error(), outside);
  }
  if (wish->command != "run") {
    return command.run(*parsed, outside);
  }
  RunRequestExtras extras;
  extras.secrets = wish->secrets;
  return parsed->has("--watch") ? command.run(*parsed, outside) : run_workflows(*parsed, extras, outside);
}

}  // namespace

const Command& act_command() {
  static constexpr Command kCommand{
      .name = "act",
      .summary = "Run workflows by act's flags and .actrc",
      .about = kAbout,
      .examples =
          "ropewalk act                       as act: what a push starts\n"
          "  ropewalk act pull_request -j test\n"
          "  ropewalk act -l\n"
          "  ropewalk act -W .github/workflows/ci.yml --matrix python:3.12 -s TOKEN",
      .operands = {.value = "[EVENT] [ACT'S FLAGS…]",
                   .help = "As in act's own command line",
                   .at_least = 0,
                   .at_most = kWordsAsTheyAre,
                   .completion = Completion::kEvent},
      .options = {},
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
