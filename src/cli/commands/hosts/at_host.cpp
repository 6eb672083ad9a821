// `ropewalk at-host`: the part of a deployment to several hosts that runs on each of them.
#include <fmt/format.h>

#include <array>
#include <atomic>
#include <charconv>
#include <functional>
#include <mutex>
#include <thread>

#include "app/deploy/image_verifier.h"
#include "app/hosts/at_host.h"
#include "app/hosts/host_counts.h"
#include "base/strings.h"
#include "cli/commands/all.h"
#include "cli/commands/deploy/common.h"
#include "cli/commands/deploy/deploy_printer.h"
#include "cli/commands/herald.h"
#include "cli/commands/image/registry_options.h"
#include "cli/commands/planning_options.h"
#include "cli/exit_code.h"
#include "cli/messages.h"
#include "deploy/steps/work.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {kDirectoryOption};

void print_line(const json::object& object, Outside& outside) { outside.screen().print(to_json_text(object) + "\n"); }

/// Which process has started this one: the ssh server's, while its connection is there.
std::string parent(Outside& outside) {
  const auto text = outside.files().read("/proc/self/stat");
  // After the program's name in parentheses: its state, and the parent.
  const std::size_t end = text ? text->rfind(')') : std::string::npos;
  const auto words =
      split(end == std::string::npos ? std::string_view() : std::string_view(*text).substr(end + 1), ' ');
  return words.size() > 2 ? std::string(words[2]) : std::string();
}

using PrintLine = std::function<void(const json::object&)>;

/// Twice a second what the proxy has counted, as lines of its own, until the thread is stopped.
std::jthread say_counts(const std::filesystem::path& folder, const deploy::Plan& plan,
                        const std::atomic<std::int64_t>& number, const PrintLine& print, Outside& outside) {
  auto environment = app::open_environment(folder, outside.deployments(), machine_of(outside), &plan);
  if (!environment) {
    return {};
  }
  return std::jthread([opened = std::move(*environment), &number, &print](const std::stop_token& stop) {
    constexpr std::chrono::milliseconds kPause{500};
    while (deploy::rest(kPause, stop)) {
      if (const auto counts = app::counts_of(opened, number)) {
        print({{"counts", app::to_json(*counts)}});
      }
    }
  });
}

int deploy_here(const Arguments& arguments, Outside& outside) {
  const auto input = outside.screen().read_input();
  const auto value = input ? parse_json(*input, "the request") : Result<json::value>(fail(input.error()));
  auto request = value ? app::host_request_from_json(*value) : Result<app::HostRequest>(fail(value.error()));
  if (!request) {
    return report(request.error(), outside);
  }
  const deploy::Machine machine = machine_of(outside);
  const auto folder =
      app::environment_folder(machine.environment, request->plan.service.name, request->plan.rules.name);
  auto environment = app::open_environment(folder, outside.deployments(), machine, &request->plan);
  if (!environment) {
    return report(environment.error(), outside);
  }
  const auto verifier = app::make_image_verifier(registry_ports(outside));
  environment->room->verifier = verifier.get();
  const Herald herald(folder, arguments, outside);
  const std::string caller = parent(outside);
  std::mutex mutex;
  std::atomic<std::int64_t> number = 0;
  const PrintLine print = [&](const json::object& object) {
    const std::scoped_lock lock(mutex);
    print_line(object, outside);
  };
  const app::HostCalls calls{.sinks = {.on_event =
                                           [&](const deploy::Event& event) {
                                             number = event.number;
                                             print(deploy::to_json(event));
                                           },
                                       .on_wait = [&](const std::string& what) { print({{"waits_for", what}}); }},
                             .is_heard = [&](const deploy::Deployment& one) {
                               print({{"ready", one.number}});
                               return parent(outside) == caller;
                             }};
  const auto counting =
      request->is_watched ? say_counts(folder, request->plan, number, print, outside) : std::jthread();
  const auto result = app::deploy_at_host(*request, *environment, calls, outside.signals().interrupted());
  // What was sent for this deployment alone; the version has its own copy.
  if (request->plan.service.target == deploy::TargetKind::kProcess &&
      request->plan.source.find("/.cache/ropewalk/sources/") != std::string::npos) {
    static_cast<void>(outside.files().remove_all(request->plan.source));
  }
  if (!result) {
    return report(result.error(), outside);
  }
  print(app::to_json(*result, url_of(*environment)));
  return exit_code_of(*result);
}

int leave(const Arguments& arguments, Outside& outside) {
  const std::vector<std::string>& words = arguments.operands();
  if (words[0] != "go" && words[0] != "back") {
    return report({ErrorKind::kUsage, fmt::format("at-host has no '{}'", words[0]), "it has deploy, go and back"},
                  outside);
  }
  std::int64_t number = 0;
  if (words.size() > 2) {
    std::from_chars(words[2].data(), words[2].data() + words[2].size(), number);
  }
  if (words.size() < 3 || number < 1) {
    return report({ErrorKind::kUsage, "at-host needs an environment and a number"}, outside);
  }
  auto environment = open_known(words[1], arguments, outside);
  if (!environment) {
    return report(environment.error(), outside);
  }
  const auto done = words[0] == "go" ? app::leave_word(*environment->store, number, "")
                                     : app::go_back(*environment, number, words.size() > 3 ? words[3] : "another host",
                                                    outside.signals().interrupted());
  return done ? kExitSuccess : report(done.error(), outside);
}

int run(const Arguments& arguments, Outside& outside) {
  return arguments.operands().front() == "deploy" ? deploy_here(arguments, outside) : leave(arguments, outside);
}

}  // namespace

const Command& at_host_command() {
  static constexpr Command kCommand{
      .name = "at-host",
      .summary = "Carry out one host's part of a deployment",
      .about = "Started by `ropewalk deploy` on each host of an environment.",
      .examples = "",
      .operands = {.value = "ACTION", .help = "deploy, go or back", .at_least = 1, .at_most = 4},
      .options = kOptions,
      .is_hidden = true,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
