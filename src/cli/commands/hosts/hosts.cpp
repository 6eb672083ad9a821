#include "cli/commands/hosts/hosts.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>

#include "app/gates/environment_rules.h"
#include "app/hosts/deploy_on_hosts.h"
#include "cli/commands/deploy/common.h"
#include "cli/commands/deploy/deploy_printer.h"
#include "cli/commands/planning_options.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {

std::optional<int> run_at_hosts(std::string_view command, const std::string& environment,
                                std::vector<std::string> words, std::span<const Option> options, OnHosts which,
                                const Arguments& arguments, Outside& outside) {
  const auto found = find_service_here(arguments, outside);
  if (!found) {
    return std::nullopt;  // the command itself says what is wrong
  }
  const config::EnvironmentSettings* const settings =
      app::find_environment(found->service.settings.environments, environment);
  if (settings == nullptr || settings->hosts.empty()) {
    return std::nullopt;
  }
  std::replace(words.begin(), words.end(), environment, settings->name);
  words.insert(words.begin(), std::string(command));
  for (const Option& option : options) {
    if (option.name == kDirectoryOption.name || !arguments.has(option.name)) {
      continue;
    }
    words.emplace_back(option.name);
    if (!option.value.empty()) {
      words.push_back(arguments.value(option.name).value_or(""));
    }
  }
  words.insert(words.end(), {"-C", "."});
  std::vector<std::string> troubles;
  const auto code = app::run_on_hosts(
      {.hosts = settings->hosts,
       .service = found->service.name,
       .words = std::move(words),
       .on_all = which == OnHosts::kAll},
      machine_of(outside),
      [&](const ports::OutputLine& line) {
        const std::string text = std::string(line.text) + "\n";
        if (line.stream == ports::OutputStream::kOutput) {
          outside.screen().print(text);
        } else {
          outside.screen().complain(text);
        }
      },
      troubles, outside.signals().interrupted());
  if (!code) {
    return report(code.error(), outside);
  }
  if (which == OnHosts::kAll) {
    for (const std::string& trouble : troubles) {
      warn(trouble, {}, {}, outside);
    }
  }
  return *code;
}

int deploy_to_hosts(const app::MadePlan& made, deploy::Kind kind, std::optional<deploy::Seconds> budget,
                    const Arguments& arguments, Outside& outside) {
  app::HostRequest request{.plan = made.plan,
                           .changes = made.changes,
                           .misses_changes = made.misses_changes,
                           .kind = kind,
                           .by = outside.environment().user_name(),
                           .run = run_of(outside.environment()),
                           .refusal = made.refusal,
                           .detaches = arguments.has("--detach"),
                           .secrets = {}};
  for (const std::string& name : made.plan.service.secrets) {
    if (auto value = outside.environment().variable(name)) {
      request.secrets.emplace_back(name, std::move(*value));
    }
  }
  const bool is_json = arguments.has("--json");
  // What is painted goes by these, so they live longer.
  std::mutex mutex;
  std::map<std::size_t, app::VersionCounts> counts;
  DeployPrinter printer(outside, is_json);
  if (budget) {
    printer.limit(*budget, made.plan.rules);
  }
  request.is_watched = printer.watch(
      [&](std::int64_t /*number*/) {
        const std::scoped_lock lock(mutex);
        return counts.empty() ? std::nullopt : std::optional(app::merged(counts));
      },
      made.plan);
  const app::HostsCalls calls{.sinks = printer.sinks(),
                              .on_note = [&](const std::string& text) { printer.note(text); },
                              .on_counts =
                                  [&](std::size_t host, app::VersionCounts now) {
                                    const std::scoped_lock lock(mutex);
                                    counts[host] = std::move(now);
                                  }};
  const auto result = app::deploy_on_hosts(request, machine_of(outside), calls, outside.signals().interrupted());
  printer.settle();
  if (!result) {
    return report(result.error(), outside);
  }
  // What all went back for is told once, at the end.
  for (const std::string& trouble : result->troubles) {
    if (const std::string& detail = result->first.result.deployment.detail;
        detail.empty() || !trouble.ends_with(detail.substr(detail.find(": ") + 1))) {
      warn(trouble, {}, {}, outside);
    }
  }
  return stronger(printer.end(result->first.result, result->first.url),
                  result->troubles.empty() ? kExitSuccess : kExitFailure);
}

}  // namespace ropewalk::cli
