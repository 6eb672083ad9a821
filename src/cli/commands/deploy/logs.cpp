#include "cli/commands/deploy/logs.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/strings.h"
#include "base/utf8.h"
#include "cli/commands/deploy/common.h"
#include "cli/commands/hosts/hosts.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

/// Those of `logs` that are about an environment.
constexpr std::array kHere = {Option{.name = "--json", .letter = "", .value = "", .help = ""}};

}  // namespace

std::optional<int> service_logs(const Arguments& arguments, Outside& outside) {
  if (arguments.operands().empty()) {
    return std::nullopt;
  }
  const std::string& name = arguments.operands().front();
  if (const auto code = run_at_hosts("logs", name, {name}, kHere, OnHosts::kFirst, arguments, outside)) {
    return code;
  }
  const auto found = find_service_here(arguments, outside);
  if (!found) {
    return std::nullopt;
  }
  const auto known = app::known_environments(machine_of(outside), found->service.name);
  if (std::find(known.begin(), known.end(), name) == known.end()) {
    return std::nullopt;
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
  for (const deploy::Instance& instance : environment->target->instances(release)) {
    const auto text = environment->target->log(instance);
    if (arguments.has("--json")) {
      for (const std::string_view line : text ? split_lines(*text) : std::vector<std::string_view>()) {
        outside.screen().print(to_json_text(json::object{{"environment", name},
                                                         {"instance", instance.name},
                                                         {"port", instance.port},
                                                         {"text", to_valid_utf8(line)}}) +
                               "\n");
      }
      if (!text) {
        warn(fmt::format("of {} nothing is kept: {}", instance.name, text.error().message), {}, {}, outside);
      }
      continue;
    }
    outside.screen().print(fmt::format("{} (port {})\n", instance.name, instance.port));
    outside.screen().print(text ? *text : fmt::format("nothing is kept: {}\n", text.error().message));
  }
  return kExitSuccess;
}

}  // namespace ropewalk::cli
