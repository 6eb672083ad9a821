// `ropewalk trace`: a run or a deployment as an OpenTelemetry trace.
#include <fmt/format.h>

#include <array>

#include "app/monitoring/otlp.h"
#include "base/strings.h"
#include "cli/commands/all.h"
#include "cli/commands/deploy/common.h"
#include "cli/commands/planning_options.h"
#include "cli/exit_code.h"
#include "cli/messages.h"
#include "ports/http_retry.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    kDirectoryOption,
    Option{.name = "--environment", .letter = "", .value = "ENV", .help = "A deployment to this environment instead"},
    Option{.name = "--number", .letter = "", .value = "N", .help = "That deployment's number (default: the newest)"},
    Option{.name = "--send",
           .letter = "",
           .value = "",
           .help = "Send it to OTEL_EXPORTER_OTLP_ENDPOINT instead of printing it"},
};

Result<json::object> trace_run(const Arguments& arguments, Outside& outside) {
  const auto runs = outside.runs();
  if (!runs) {
    return fail(runs.error());
  }
  const auto place = app::find_folder(outside.files(), outside.environment(), arguments.value(kDirectoryOption.name));
  if (!place) {
    return fail(place.error());
  }
  const std::string prefix = arguments.operands().empty() ? "" : arguments.operands().front();
  const auto found = (*runs)->find_run(prefix, prefix.empty() ? place->top.string() : "");
  if (!found) {
    return fail(found.error());
  }
  std::vector<record::Event> events;
  for (std::uint64_t after = 0;;) {
    auto page = (*runs)->events({.run = found->run, .after = after, .kinds = record::EventQuery::Kinds::kWithoutLogs});
    if (!page) {
      return fail(std::move(page.error()));
    }
    events.insert(events.end(), page->events.begin(), page->events.end());
    after = page->last;
    if (page->is_last) {
      break;
    }
  }
  return app::trace_of_run(events, outside.version());
}

Result<json::object> trace_deployment(const std::string& name, const Arguments& arguments, Outside& outside) {
  const auto environment = open_known(name, arguments, outside);
  if (!environment) {
    return fail(environment.error().front());
  }
  const auto number = arguments.number("--number", 1, 0);
  if (!number) {
    return fail(number.error());
  }
  std::optional<deploy::Deployment> wanted;
  if (*number > 0) {
    auto read = environment->store->deployment(*number);
    if (!read) {
      return fail(std::move(read.error()));
    }
    wanted = std::move(*read);
  } else if (auto newest = environment->store->deployments(1); newest && !newest->empty()) {
    wanted = std::move(newest->front());
  }
  if (!wanted) {
    return fail(ErrorKind::kNotFound, fmt::format("{} has no such deployment", name), "`ropewalk history` lists them");
  }
  const auto journal = environment->store->events(0, wanted->number);
  if (!journal) {
    return fail(journal.error());
  }
  return app::trace_of_deployment(*wanted, *journal, outside.version());
}

/// The endpoint and headers by OpenTelemetry's variables.
Result<ports::HttpRequest> request_for(const json::object& trace, Outside& outside) {
  const auto variable = [&](std::string_view name) { return outside.environment().variable(name).value_or(""); };
  std::string url = variable("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
  if (url.empty() && !variable("OTEL_EXPORTER_OTLP_ENDPOINT").empty()) {
    url = variable("OTEL_EXPORTER_OTLP_ENDPOINT");
    url += url.ends_with('/') ? "v1/traces" : "/v1/traces";
  }
  if (url.empty()) {
    return fail(ErrorKind::kUsage, "--send needs the variable OTEL_EXPORTER_OTLP_ENDPOINT, which is not set");
  }
  ports::HttpRequest request{.method = "POST",
                             .url = std::move(url),
                             .headers = {{"Content-Type", "application/json"}},
                             .body = to_json_text(trace)};
  const std::string headers = variable("OTEL_EXPORTER_OTLP_HEADERS");
  for (const std::string_view pair : split(headers, ',')) {
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos) {
      request.headers.push_back(
          {std::string(trim(pair.substr(0, equals))), std::string(trim(pair.substr(equals + 1)))});
    }
  }
  return request;
}

int send(const json::object& trace, Outside& outside) {
  const auto request = request_for(trace, outside);
  if (!request) {
    return report(request.error(), outside);
  }
  const auto answer = ports::send_with_retries(outside.http(), *request, {.repeats_post = true}, outside.random(),
                                               ports::wait_on(outside.clock()), outside.signals().interrupted());
  if (!answer) {
    return report(answer.error(), outside);
  }
  if (!answer->is_success()) {
    return report({ErrorKind::kInvalid, fmt::format("the trace was not taken: the answer is {}", answer->status)},
                  outside);
  }
  return kExitSuccess;
}

int run(const Arguments& arguments, Outside& outside) {
  const auto environment = arguments.value("--environment");
  const auto trace = environment ? trace_deployment(*environment, arguments, outside) : trace_run(arguments, outside);
  if (!trace) {
    return report(trace.error(), outside);
  }
  if (arguments.has("--send")) {
    return send(*trace, outside);
  }
  outside.screen().print(to_json_text(*trace) + "\n");
  return kExitSuccess;
}

}  // namespace

const Command& trace_command() {
  static constexpr Command kCommand{
      .name = "trace",
      .summary = "Show a run or a deployment as an OpenTelemetry trace",
      .about = R"text(
Prints or sends a trace in OTLP's JSON form: a run with its jobs and their steps, or a
deployment with its phases, by OpenTelemetry's names for CI/CD. Ids are always the same for
the same run, so sending it twice shows it once.
)text",
      .examples = R"text(
ropewalk trace                                     the newest run here
  ropewalk trace --environment production --number 12
  OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318 ropewalk trace --send
)text",
      .operands = {.value = "[RUN]",
                   .help = "A run's id or its start",
                   .at_least = 0,
                   .at_most = 1,
                   .completion = Completion::kRun},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
