#include "cli/commands/run/run_settings.h"

#include <fmt/format.h>

#include <utility>

#include "app/dotenv.h"
#include "app/environment_values.h"
#include "app/read_source.h"
#include "base/strings.h"

namespace ropewalk::cli {
namespace {

Result<app::NamedTexts> read_dotenv_file(const std::string& name, const app::Place& place, Outside& outside) {
  auto file = app::read_source(outside.files(), place.base / name, name);
  if (!file) {
    return fail(std::move(file.error()));
  }
  return app::parse_dotenv(*file);
}

Result<app::NamedTexts> read_dotenv_files(const Arguments& arguments, std::string_view option, const app::Place& place,
                                          Outside& outside) {
  app::NamedTexts all;
  for (const std::string& name : arguments.values(option)) {
    auto values = read_dotenv_file(name, place, outside);
    if (!values) {
      return fail(std::move(values.error()));
    }
    all.insert(all.end(), values->begin(), values->end());
  }
  return all;
}

/// `production:REST`.
struct OfEnvironment {
  std::string environment;
  std::string rest;
};

Result<std::vector<OfEnvironment>> of_environments(const Arguments& arguments, const Option& option) {
  std::vector<OfEnvironment> all;
  for (const std::string& text : arguments.values(option.name)) {
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos || colon == 0 || colon + 1 == text.size()) {
      return fail(ErrorKind::kUsage, fmt::format("{} {}: expected {}", option.name, text, option.value),
                  fmt::format("the environment's name stands before the colon: {} production{}", option.name,
                              option.value.substr(option.value.find(':'))));
    }
    all.push_back({.environment = text.substr(0, colon), .rest = text.substr(colon + 1)});
  }
  return all;
}

Error value_on_command_line(std::string_view option) {
  return Error{
      ErrorKind::kUsage,
      fmt::format("{} takes the name of a secret, never its value", option),
      fmt::format("a value on the command line can be read by others: set it in the environment, or use {}-file",
                  option),
      {}};
}

/// What a secret's value is asked for with, where no variable has it.
Result<std::string> asked_secret(const std::string& variable, const std::string& shown, Outside& outside) {
  if (auto value = outside.environment().variable(variable)) {
    return std::move(*value);
  }
  auto answer = outside.screen().read_hidden(fmt::format("Value of the secret {}: ", shown));
  if (!answer && answer.error().kind != ErrorKind::kInterrupted) {
    answer.error().message = fmt::format("the secret {} has no value: {}", shown, answer.error().message);
  }
  return answer;
}

Result<void> add_environments(const Arguments& arguments, app::RunSettings& settings, const app::Place& place,
                              Outside& outside) {
  auto variables = of_environments(arguments, kEnvironmentVariableOption);
  if (!variables) {
    return fail(std::move(variables.error()));
  }
  for (const auto& [environment, rest] : *variables) {
    const std::size_t equals = rest.find('=');
    if (equals == std::string::npos || equals == 0) {
      return fail(ErrorKind::kUsage, fmt::format("{} {}:{}: expected {}", kEnvironmentVariableOption.name, environment,
                                                 rest, kEnvironmentVariableOption.value));
    }
    app::values_of_environment(settings, environment)
        .variables.emplace_back(rest.substr(0, equals), rest.substr(equals + 1));
  }
  auto files = of_environments(arguments, kEnvironmentSecretFileOption);
  if (!files) {
    return fail(std::move(files.error()));
  }
  for (const auto& [environment, file] : *files) {
    auto values = read_dotenv_file(file, place, outside);
    if (!values) {
      return fail(std::move(values.error()));
    }
    auto& secrets = app::values_of_environment(settings, environment).secrets;
    secrets.insert(secrets.end(), values->begin(), values->end());
  }
  const auto names = of_environments(arguments, kEnvironmentSecretOption);
  if (!names) {
    return fail(names.error());
  }
  for (const OfEnvironment& one : *names) {
    if (one.rest.find('=') != std::string::npos) {
      return fail(value_on_command_line(kEnvironmentSecretOption.name));
    }
  }
  return {};
}

Result<void> add_platforms(const Arguments& arguments, app::RunSettings& settings) {
  auto pairs = arguments.pairs("--platform", "LABEL=host or LABEL=skip");
  if (!pairs) {
    return fail(std::move(pairs.error()));
  }
  for (const auto& [label, choice] : *pairs) {
    if (equals_ignoring_case(choice, "host")) {
      settings.platforms[label] = engine::PlatformChoice::kHost;
    } else if (equals_ignoring_case(choice, "skip")) {
      settings.platforms[label] = engine::PlatformChoice::kSkip;
    } else {
      return fail(ErrorKind::kUsage,
                  fmt::format("--platform {}={}: expected {}=host or {}=skip", label, choice, label, label),
                  "a label runs on this machine (host) or is left out (skip)");
    }
  }
  return {};
}

}  // namespace

Result<app::RunSettings> run_settings(const Arguments& arguments, const app::Place& place, Outside& outside) {
  app::RunSettings settings;
  auto environment = arguments.pairs(kEnvironmentOption.name);
  if (!environment) {
    return fail(std::move(environment.error()));
  }
  settings.environment = std::move(*environment);
  auto variables = arguments.pairs("--var");
  if (!variables) {
    return fail(std::move(variables.error()));
  }
  settings.variables = std::move(*variables);
  auto file_environment = read_dotenv_files(arguments, kEnvironmentFileOption.name, place, outside);
  if (!file_environment) {
    return fail(std::move(file_environment.error()));
  }
  settings.file_environment = std::move(*file_environment);
  auto secrets = read_dotenv_files(arguments, kSecretFileOption.name, place, outside);
  if (!secrets) {
    return fail(std::move(secrets.error()));
  }
  settings.secrets = std::move(*secrets);
  if (auto added = add_platforms(arguments, settings); !added) {
    return fail(std::move(added.error()));
  }
  const auto jobs = arguments.number("--jobs", 1, static_cast<int>(outside.environment().processors()));
  if (!jobs) {
    return fail(jobs.error());
  }
  settings.max_jobs = static_cast<unsigned>(*jobs);
  if (arguments.has("--committed")) {
    settings.snapshot = ports::SnapshotOf::kHead;
  }
  if (arguments.has(kStepOption.name) && arguments.has(kFromStepOption.name)) {
    return fail(ErrorKind::kUsage, "--step and --from-step exclude each other",
                "--from-step runs a step and all behind it, --step those that are named");
  }
  settings.steps.only = arguments.values(kStepOption.name);
  settings.steps.from = arguments.value(kFromStepOption.name).value_or("");
  settings.keeps_work = arguments.has("--keep");
  settings.allows_push = arguments.has("--allow-push");
  for (const std::string& name : arguments.values(kSecretOption.name)) {
    if (name.find('=') == std::string::npos) {
      continue;
    }
    return fail(value_on_command_line(kSecretOption.name));
  }
  if (auto added = add_environments(arguments, settings, place, outside); !added) {
    return fail(std::move(added.error()));
  }
  return settings;
}

Result<void> ask_for_secrets(const Arguments& arguments, app::RunSettings& settings, Outside& outside) {
  for (const std::string& name : arguments.values(kSecretOption.name)) {
    auto value = asked_secret(name, name, outside);
    if (!value) {
      return fail(std::move(value.error()));
    }
    settings.secrets.emplace_back(name, std::move(*value));
  }
  auto of_environment = of_environments(arguments, kEnvironmentSecretOption);
  if (!of_environment) {
    return fail(std::move(of_environment.error()));
  }
  for (const auto& [environment, name] : *of_environment) {
    auto value =
        asked_secret(app::variable_of_secret(environment, name), fmt::format("{}:{}", environment, name), outside);
    if (!value) {
      return fail(std::move(value.error()));
    }
    app::values_of_environment(settings, environment).secrets.emplace_back(name, std::move(*value));
  }
  return {};
}

}  // namespace ropewalk::cli
