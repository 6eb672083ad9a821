#include "cli/commands/deploy/logs.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/gates/environment_rules.h"
#include "base/json.h"
#include "base/strings.h"
#include "base/utf8.h"
#include "cli/commands/deploy/common.h"
#include "cli/commands/hosts/hosts.h"
#include "cli/exit_code.h"
#include "cli/messages.h"
#include "text/regex.h"

namespace ropewalk::cli {
namespace {

/// Those of `logs` that are about an environment.
constexpr std::array kHere = {Option{.name = "--json", .letter = "", .value = "", .help = ""},
                              Option{.name = "--search", .letter = "", .value = "PATTERN", .help = ""},
                              Option{.name = "--ignore-case", .letter = "", .value = "", .help = ""},
                              Option{.name = "--count", .letter = "", .value = "", .help = ""}};

/// What is asked of an environment's logs that only those of runs have, or that does not go together.
Result<std::optional<text::Regex>> wanted_lines(const Arguments& arguments) {
  for (const std::string_view option : {"--job", "--step", "--failed", "--follow"}) {
    if (arguments.has(option)) {
      return fail(ErrorKind::kUsage, fmt::format("logs: {} is for runs, and this is an environment", option),
                  "see `ropewalk logs --help`");
    }
  }
  const auto pattern = arguments.value("--search");
  if (!pattern) {
    for (const std::string_view option : {"--count", "--ignore-case"}) {
      if (arguments.has(option)) {
        return fail(ErrorKind::kUsage, fmt::format("{} goes with --search", option));
      }
    }
    return std::optional<text::Regex>();
  }
  auto compiled = text::Regex::compile(
      *pattern, arguments.has("--ignore-case") ? text::RegexCase::kIgnore : text::RegexCase::kExact);
  if (!compiled) {
    return fail(ErrorKind::kUsage, fmt::format("--search: {}", compiled.error().message), compiled.error().hint);
  }
  return std::optional(std::move(*compiled));
}

/// Prints the lines of one instance that are wanted: how many.
std::size_t print_lines(const std::string& environment, const deploy::Instance& instance, std::string_view text,
                        const std::optional<text::Regex>& pattern, const Arguments& arguments, Outside& outside) {
  std::size_t found = 0;
  std::string out;
  for (const std::string_view line : split_lines(text)) {
    if (pattern && !pattern->is_match(line)) {
      continue;
    }
    ++found;
    if (arguments.has("--json")) {
      out += to_json_text(json::object{{"environment", environment},
                                       {"instance", instance.name},
                                       {"port", instance.port},
                                       {"text", to_valid_utf8(line)}}) +
             "\n";
    } else {
      out += std::string(line) + "\n";
    }
  }
  const bool has_heading = !arguments.has("--json") && (found > 0 || !pattern);
  if (!arguments.has("--count")) {
    outside.screen().print((has_heading ? fmt::format("{} (port {})\n", instance.name, instance.port) : "") + out);
  }
  return found;
}

}  // namespace

std::optional<int> service_logs(const Arguments& arguments, Outside& outside) {
  if (arguments.operands().empty()) {
    return std::nullopt;
  }
  const auto found = find_service_here(arguments, outside);
  if (!found) {
    return std::nullopt;
  }
  const std::string name = app::environment_name(arguments.operands().front(), found->service, machine_of(outside));
  const auto known = app::known_environments(machine_of(outside), found->service.name);
  const auto settings = app::find_environment(found->service.settings.environments, name);
  const bool is_elsewhere = settings != nullptr && !settings->hosts.empty();
  if (!is_elsewhere && std::find(known.begin(), known.end(), name) == known.end()) {
    return std::nullopt;
  }
  const auto pattern = wanted_lines(arguments);
  if (!pattern) {
    return report(pattern.error(), outside);
  }
  if (const auto code = run_at_hosts("logs", name, {name}, kHere, OnHosts::kFirst, arguments, outside)) {
    return code;
  }
  auto environment = open_known(name, arguments, outside);
  if (!environment) {
    return report(environment.error(), outside);
  }
  // Of what is under way, when something is: that is what one wants to know of.
  const auto under_way = deploy::active(*environment->store);
  const auto serves = deploy::serving(*environment->store);
  if (!under_way || !serves) {
    return report(under_way ? serves.error() : under_way.error(), outside);
  }
  const std::int64_t release = *under_way ? (*under_way)->release : *serves ? (*serves)->release : 0;
  const std::vector<deploy::Instance> instances = environment->target->instances(release);
  if (instances.empty()) {
    outside.screen().complain(fmt::format("nothing runs in {}: `ropewalk history {}` tells what was\n", name, name));
  }
  std::size_t found_lines = 0;
  bool is_whole = true;
  for (const deploy::Instance& instance : instances) {
    const auto text = environment->target->log(instance);
    if (!text) {
      warn(fmt::format("of {} nothing is kept: {}", instance.name, text.error().message), {}, {}, outside);
      is_whole = false;
      continue;
    }
    found_lines += print_lines(name, instance, *text, *pattern, arguments, outside);
  }
  if (arguments.has("--count")) {
    outside.screen().print(fmt::format("{}\n", found_lines));
  }
  if (!is_whole) {
    return kExitIncomplete;
  }
  return *pattern && found_lines == 0 ? kExitFailure : kExitSuccess;
}

std::string environments_hint(const Arguments& arguments, Outside& outside) {
  const auto found = find_service_here(arguments, outside);
  if (!found || arguments.operands().empty()) {
    return {};
  }
  const auto known = app::known_environments(machine_of(outside), found->service.name);
  const auto named = app::find_environment(found->service.settings.environments, arguments.operands().front());
  if (named != nullptr) {
    return fmt::format("to the environment {} nothing was deployed yet", named->name);
  }
  return known.empty() ? std::string()
                       : fmt::format("there are logs of runs, and of the environments {}", join(known, ", "));
}

}  // namespace ropewalk::cli
