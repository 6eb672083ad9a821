// `ropewalk metrics`: runs and deployments in Prometheus' form.
#include <fmt/format.h>

#include <array>
#include <condition_variable>
#include <mutex>

#include "app/monitoring/collect.h"
#include "cli/commands/all.h"
#include "cli/commands/deploy/common.h"
#include "cli/exit_code.h"
#include "cli/messages.h"
#include "init/embedded.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    Option{.name = "--listen",
           .letter = "",
           .value = "ADDRESS",
           .help = "Serve them at http://ADDRESS/metrics until interrupted: 127.0.0.1:9890"},
    Option{.name = "--output",
           .letter = "-o",
           .value = "FILE",
           .help = "Write them into a file, whole or not at all: for the node exporter's folder",
           .completion = Completion::kFile},
    Option{.name = "--alerts", .letter = "", .value = "", .help = "Print alert rules for Prometheus instead"},
    Option{.name = "--dashboard", .letter = "", .value = "", .help = "Print a dashboard for Grafana instead"},
};

Result<std::string> collect(Outside& outside) {
  deploy::Exposition exposition;
  exposition.add("ropewalk_info", deploy::MetricType::kGauge, "The version of Ropewalk.",
                 {{"version", std::string(outside.version())}}, 1);
  auto added = app::add_deployments(app::all_environments(outside.files(), outside.environment()),
                                    outside.deployments(), machine_of(outside), exposition);
  if (!added) {
    return fail(std::move(added.error()));
  }
  const auto runs = outside.runs();
  if (!runs) {
    return fail(runs.error());
  }
  added = app::add_runs(**runs, exposition);
  if (!added) {
    return fail(std::move(added.error()));
  }
  return exposition.text();
}

ports::ServedResponse answer(const ports::ServedRequest& request, Outside& outside) {
  const std::string_view path = std::string_view(request.target).substr(0, request.target.find('?'));
  if (request.method != "GET" && request.method != "HEAD") {
    return {.status = 405, .body = "only GET\n"};
  }
  if (path == "/-/healthy" || path == "/") {
    return {.body = "metrics are at /metrics\n"};
  }
  if (path != "/metrics") {
    return {.status = 404, .body = "metrics are at /metrics\n"};
  }
  auto text = collect(outside);
  if (!text) {
    return {.status = 500, .body = text.error().message + "\n"};
  }
  return {.content_type = "text/plain; version=0.0.4; charset=utf-8", .body = std::move(*text)};
}

int serve(const std::string& address, Outside& outside) {
  const std::stop_token stop = outside.signals().interrupted();
  // What is made late is made before the server's thread uses it.
  if (const auto first = collect(outside); !first) {
    return report(first.error(), outside);
  }
  const auto listener = outside.http_server().listen(
      address, [&](const ports::ServedRequest& request) { return answer(request, outside); });
  if (!listener) {
    return report(listener.error(), outside);
  }
  outside.screen().print(fmt::format("Serving metrics on port {}, at /metrics\n", (*listener)->port()));
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  stopped.wait(lock, stop, [] { return false; });
  return kExitInterrupted;
}

int run(const Arguments& arguments, Outside& outside) {
  for (const auto& [option, file] : {std::pair<std::string_view, std::string_view>{"--alerts", "monitoring/alerts.yml"},
                                     {"--dashboard", "monitoring/dashboard.json"}}) {
    if (arguments.has(option)) {
      outside.screen().print(init::find(init::templates(), file));
      return kExitSuccess;
    }
  }
  if (const auto address = arguments.value("--listen")) {
    return serve(*address, outside);
  }
  const auto text = collect(outside);
  if (!text) {
    return report(text.error(), outside);
  }
  if (const auto file = arguments.value("--output")) {
    const auto written = outside.files().write(outside.environment().current_directory() / *file, *text);
    return written ? kExitSuccess : report(written.error(), outside);
  }
  outside.screen().print(*text);
  return kExitSuccess;
}

}  // namespace

const Command& metrics_command() {
  static constexpr Command kCommand{
      .name = "metrics",
      .summary = "Show runs and deployments as metrics for Prometheus",
      .about = R"text(
Prints what this machine knows of runs and deployments in Prometheus' text form: deployments by
result, times of their steps, rollbacks by what for, requests of each version and how many
were cut, what serves, what waits; runs by OpenTelemetry's names for pipelines.
)text",
      .examples = R"text(
ropewalk metrics                                   to the terminal
  ropewalk metrics --listen 127.0.0.1:9890           for Prometheus to scrape
  ropewalk metrics -o /var/lib/node_exporter/ropewalk.prom
)text",
      .operands = {},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
