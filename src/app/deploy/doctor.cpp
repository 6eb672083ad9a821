#include "app/deploy/doctor.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "deploy/keeper.h"

namespace ropewalk::app {
namespace {

constexpr std::string_view kMorePath = ":/usr/local/sbin:/usr/sbin:/sbin";

std::string first_line(const deploy::Machine& machine, const std::filesystem::path& program, const char* option) {
  const auto said = machine.process.capture(
      {.arguments = {program.string(), option},
       .environment = {{"PATH", machine.environment.variable("PATH").value_or("/usr/bin:/bin")}}},
      {});
  if (!said) {
    return {};
  }
  const std::string& text = said->output.empty() ? said->errors : said->output;
  const auto lines = split_lines(trim(text));
  return lines.empty() ? std::string() : std::string(lines.front());
}

Check check_program(const deploy::Machine& machine, const std::string& name, const char* option,
                    const std::string& missing, const std::string& hint, bool is_optional) {
  const std::string path = machine.environment.variable("PATH").value_or("/usr/bin:/bin") + std::string(kMorePath);
  const auto found = machine.process.find_program(name, path);
  if (!found) {
    return {.name = name, .is_good = false, .text = missing, .hint = hint, .is_optional = is_optional};
  }
  return {.name = name, .is_good = true, .text = first_line(machine, *found, option), .is_optional = is_optional};
}

}  // namespace

std::vector<Check> check_machine(const deploy::Machine& machine) {
  return {check_program(machine, "haproxy", "-v", "not installed; it stands in front of every service",
                        "apt-get install haproxy", false),
          check_program(machine, "python3", "--version", "not installed; services as processes need it",
                        "apt-get install python3 python3-venv", false),
          check_program(machine, "git", "--version", "not installed", "apt-get install git", false),
          check_program(machine, "podman", "--version", "not installed; only containers need it",
                        "apt-get install podman", true),
          check_program(machine, "ssh", "-V", "not installed; only other hosts need it",
                        "apt-get install openssh-client", true)};
}

std::vector<Check> check_environment(OpenEnvironment& environment) {
  deploy::Room& room = *environment.room;
  std::vector<Check> checks;
  const auto serves = deploy::serving(room.store);
  if (!serves) {
    return {{.name = environment.name, .is_good = false, .text = serves.error().message}};
  }
  if (!*serves) {
    const auto is_down = deploy::is_shut_down(room.store);
    const bool was_ended = is_down && *is_down;
    return {{.name = environment.name,
             .is_good = true,
             .text = was_ended ? "it was shut down: nothing serves" : "nothing serves yet"}};
  }
  const std::string name = environment.name + ": ";
  checks.push_back({.name = name + "proxy", .is_good = room.edge.is_running(), .text = room.edge.description()});
  const auto servers = room.edge.servers();
  for (const deploy::Instance& instance : room.target.instances((*serves)->release)) {
    const bool runs = room.target.is_running(instance);
    const bool is_known = servers && std::any_of(servers->begin(), servers->end(), [&](const auto& server) {
                            return server.name == instance.name && server.is_ready;
                          });
    checks.push_back({.name = name + instance.name,
                      .is_good = runs && is_known,
                      .text = !runs       ? "it does not run"
                              : !is_known ? "it runs, and the proxy gives it nothing"
                                          : fmt::format("serves {} on port {}", (*serves)->version, instance.port)});
  }
  checks.push_back({.name = name + "keeper",
                    .is_good = deploy::has_keeper(room),
                    .text = deploy::has_keeper(room) ? "watches over it" : "nobody watches over it"});
  return checks;
}

json::object to_json(const Check& check) {
  return {{"check", check.name},
          {"result", check.is_good       ? "good"
                     : check.is_optional ? "missing"
                                         : "bad"},
          {"text", check.text},
          {"hint", check.hint}};
}

}  // namespace ropewalk::app
