#include "cli/commands/run/run_settings.h"

#include <fmt/format.h>

#include <utility>

#include "app/dotenv.h"
#include "app/read_source.h"
#include "base/strings.h"

namespace ropewalk::cli {
namespace {

Result<app::NamedTexts> read_dotenv_files(const Arguments& arguments, std::string_view option, const app::Place& place,
                                          Outside& outside) {
  app::NamedTexts all;
  for (const std::string& name : arguments.values(option)) {
    auto file = app::read_source(outside.files(), place.base / name, name);
    if (!file) {
      return fail(std::move(file.error()));
    }
    auto values = app::parse_dotenv(*file);
    if (!values) {
      return fail(std::move(values.error()));
    }
    all.insert(all.end(), values->begin(), values->end());
  }
  return all;
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
    return fail(ErrorKind::kUsage, "--secret takes the name of a secret, never its value",
                "a value on the command line can be read by others: set it in the environment, or use --secret-file");
  }
  return settings;
}

Result<void> ask_for_secrets(const Arguments& arguments, app::RunSettings& settings, Outside& outside) {
  for (const std::string& name : arguments.values(kSecretOption.name)) {
    auto value = outside.environment().variable(name);
    if (!value) {
      auto answer = outside.screen().read_hidden(fmt::format("Value of the secret {}: ", name));
      if (!answer) {
        Error error = std::move(answer.error());
        if (error.kind != ErrorKind::kInterrupted) {
          error.message = fmt::format("the secret {} has no value: {}", name, error.message);
        }
        return fail(std::move(error));
      }
      value = std::move(*answer);
    }
    settings.secrets.emplace_back(name, std::move(*value));
  }
  return {};
}

}  // namespace ropewalk::cli
