// `ropewalk perf load`: how long a service's answers take under a load.
#include "app/perf/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "app/place.h"
#include "app/read_config.h"
#include "base/display.h"
#include "base/json.h"
#include "base/strings.h"
#include "cli/commands/perf/perf.h"
#include "cli/commands/planning_options.h"
#include "cli/desk.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr double kMostRate = 50'000;
constexpr double kMostRequests = 5e6;
/// A quantile of which so few lie above says little: it is shown, and not handed on.
constexpr std::uint64_t kFewest = 20;

constexpr std::array kOptions = {
    kDirectoryOption,
    Option{.name = "--start",
           .letter = "-s",
           .value = "COMMAND",
           .help = "Start the service so and end it afterwards; {port} in it, and PORT, is the port to listen on"},
    Option{.name = "--ready",
           .letter = "",
           .value = "PATH",
           .help = "What answers once the service is ready (default: the path of URL)"},
    Option{
        .name = "--rate", .letter = "", .value = "N", .help = "Requests a second, whatever the answers (default: 200)"},
    Option{.name = "--duration", .letter = "", .value = "TIME", .help = "For how long (default: 5s)"},
    Option{.name = "--warm-up",
           .letter = "",
           .value = "TIME",
           .help = "Before it, at the same rate, and not counted (default: 1s; 0s for none)"},
    Option{.name = "--timeout",
           .letter = "",
           .value = "TIME",
           .help = "What is not answered by then counts as an error, with that time (default: 10s)"},
    Option{.name = "--connections", .letter = "", .value = "N", .help = "At most so many at once (default: 256)"},
    Option{.name = "--method", .letter = "", .value = "METHOD", .help = "default: GET, with --body POST"},
    Option{.name = "--header", .letter = "", .value = "LINE", .help = "Sent with each, 'Name: value'", .repeats = true},
    Option{.name = "--body", .letter = "", .value = "TEXT", .help = "Sent with each"},
    Option{.name = "--quantiles",
           .letter = "",
           .value = "LIST",
           .help = "Which are told, in percent (default: 50,90,99,99.9)"},
    Option{.name = "--errors",
           .letter = "",
           .value = "PERCENT",
           .help = "Exit with 1 when more than so many requests fail (default: 0)"},
    Option{.name = "--name", .letter = "", .value = "NAME", .help = "What the results are called (default: latency)"},
    Option{.name = "--output",
           .letter = "-o",
           .value = "FILE",
           .help = "Write the quantiles for `perf record`, and for {output} of `perf compare`",
           .completion = Completion::kFile},
    Option{.name = "--json",
           .letter = "",
           .value = "",
           .help = "Print JSON: requests, errors, quantiles (schemas/perf-load.schema.json)"}};

Result<double> number_of(const Arguments& arguments, std::string_view option, double otherwise, double least,
                         double most) {
  const auto text = arguments.value(option);
  if (!text) {
    return otherwise;
  }
  double number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc() || end != text->data() + text->size() || !(number >= least && number <= most)) {
    return fail(ErrorKind::kUsage,
                fmt::format("{} takes a number from {} to {}, not '{}'", option, least, most, *text));
  }
  return number;
}

/// `1m30s`, `5s`, `0.5s` or `300ms`.
Result<std::chrono::duration<double>> time_of(const Arguments& arguments, std::string_view option,
                                              std::chrono::duration<double> otherwise) {
  const auto text = arguments.value(option);
  if (!text) {
    return otherwise;
  }
  for (const auto& [unit, seconds] : {std::pair("ms", 1e-3), std::pair("s", 1.0)}) {
    double number = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (error == std::errc() && std::string_view(end, text->data() + text->size()) == unit && number >= 0) {
      return std::chrono::duration<double>(number * seconds);
    }
  }
  if (const auto time = config::read_time(*text)) {
    return *time;
  }
  return fail(ErrorKind::kUsage, fmt::format("{} takes a time, not '{}'", option, *text),
              "write it as 300ms, 5s or 1m30s");
}

Result<std::vector<double>> read_quantiles(const std::string& text) {
  std::vector<double> quantiles;
  for (const std::string_view part : split(text, ',')) {
    const auto percent = app::read_percent(std::string(trim(part)));
    if (!percent || *percent <= 0) {
      return fail(ErrorKind::kUsage, fmt::format("--quantiles takes a list, not '{}'", printable(text)),
                  "write it in percent, as 50,90,99.9");
    }
    quantiles.push_back(std::round(*percent * 1e6) / 1e8);  // 99.9 % is 0.999, and no 0.9990000000000001
  }
  return quantiles;
}

/// `http://HOST:PORT/PATH`, or a path where the service is started here.
Result<void> read_url(const std::string& text, app::LoadPlan& plan) {
  constexpr std::string_view kScheme = "http://";
  const bool is_path = text.starts_with('/');
  if (is_path != !plan.start.empty() || (!is_path && !text.starts_with(kScheme))) {
    return fail(ErrorKind::kUsage,
                plan.start.empty() ? fmt::format("'{}' is not an address", printable(text))
                                   : fmt::format("'{}' is not a path", printable(text)),
                plan.start.empty()
                    ? "write it as http://127.0.0.1:8000/path: the service is measured over plain HTTP, "
                      "where it runs"
                    : "with --start the address is this machine's own: write what is asked for as /path");
  }
  if (is_path) {
    plan.target = text;
    return {};
  }
  const std::string rest = text.substr(kScheme.size());
  const std::string host = rest.substr(0, rest.find('/'));
  plan.target = rest.size() > host.size() ? rest.substr(host.size()) : "/";
  const std::size_t colon = host.find(':');
  plan.address = host.substr(0, colon);
  plan.address = plan.address == "localhost" ? "127.0.0.1" : plan.address;
  if (colon != std::string::npos) {
    const auto [end, error] = std::from_chars(host.data() + colon + 1, host.data() + host.size(), plan.port);
    if (error != std::errc() || end != host.data() + host.size() || plan.port < 1 || plan.port > 65535) {
      return fail(ErrorKind::kUsage, fmt::format("'{}' is not a port", printable(host.substr(colon + 1))),
                  "a port is a number from 1 to 65535");
    }
  }
  if (plan.address.empty() || plan.address.find_first_not_of("0123456789.") != std::string::npos) {
    return fail(ErrorKind::kUsage, fmt::format("'{}' is not an address of IPv4, and not localhost", printable(host)),
                "a load is for a service that is yours, on this machine or beside it");
  }
  return {};
}

struct Settings {
  app::LoadPlan plan;
  std::vector<double> quantiles;
  double most_errors = 0;
  std::string name;
};

Result<Settings> read_settings(const Arguments& arguments, const app::Place& place) {
  Settings settings;
  app::LoadPlan& plan = settings.plan;
  plan.folder = place.base;
  plan.start = arguments.value("--start").value_or("");
  plan.ready = arguments.value("--ready").value_or("");
  plan.headers = arguments.values("--header");
  plan.body = arguments.value("--body").value_or("");
  plan.method = arguments.value("--method").value_or(arguments.has("--body") ? "POST" : "GET");
  const auto rate = number_of(arguments, "--rate", plan.rate, 0.1, kMostRate);
  const auto errors = number_of(arguments, "--errors", 0, 0, 100);
  const auto duration = time_of(arguments, "--duration", plan.duration);
  const auto warm_up = time_of(arguments, "--warm-up", plan.warm_up);
  const auto timeout = time_of(arguments, "--timeout", plan.timeout);
  const auto connections = arguments.number("--connections", 1, static_cast<int>(plan.most_connections));
  const auto quantiles = read_quantiles(arguments.value("--quantiles").value_or("50,90,99,99.9"));
  if (!rate || !errors) {
    return fail(!rate ? rate.error() : errors.error());
  }
  if (!duration || !warm_up || !timeout) {
    return fail(!duration ? duration.error() : !warm_up ? warm_up.error() : timeout.error());
  }
  if (!connections || !quantiles) {
    return fail(!connections ? connections.error() : quantiles.error());
  }
  if (duration->count() <= 0 || timeout->count() <= 0 ||
      *rate * (duration->count() + warm_up->count()) > kMostRequests) {
    return fail(ErrorKind::kUsage, fmt::format("a load has at most {:.0f} requests, and at least one", kMostRequests),
                "--rate times --duration and --warm-up says how many there are");
  }
  plan.rate = *rate;
  plan.duration = *duration;
  plan.warm_up = *warm_up;
  plan.timeout = std::chrono::ceil<std::chrono::milliseconds>(*timeout);
  plan.most_connections = static_cast<std::size_t>(*connections);
  settings.quantiles = *quantiles;
  settings.most_errors = *errors / 100;
  settings.name = arguments.value("--name").value_or("latency");
  if (arguments.operands().empty() && plan.start.empty()) {
    return fail(ErrorKind::kUsage, "there is no service to put a load on",
                "write its address, as http://127.0.0.1:8000/path, or have it started with --start");
  }
  if (auto read = read_url(arguments.operands().empty() ? "/" : arguments.operands().front(), plan); !read) {
    return fail(std::move(read.error()));
  }
  return settings;
}

double seconds(std::chrono::nanoseconds time) { return std::chrono::duration<double>(time).count(); }

std::string shown(std::chrono::nanoseconds time) {
  const double value = seconds(time);
  return value < 1e-3 ? fmt::format("{:.3g} us", value * 1e6)
         : value < 1  ? fmt::format("{:.4g} ms", value * 1e3)
                      : fmt::format("{:.4g} s", value);
}

std::string label(double quantile) { return fmt::format("p{:.6g}", 100 * quantile); }

std::string to_text(const Settings& settings, const app::LoadReport& report) {
  std::string text = fmt::format("{} requests in {:.4g} s, {} failed\n", report.requests,
                                 settings.plan.duration.count(), report.failed());
  for (const auto& [what, count] : report.errors) {
    text += fmt::format("  {:>8}  {}\n", count, what);
  }
  for (const double quantile : settings.quantiles) {
    const std::uint64_t above = report.times.above(quantile);
    text += fmt::format("  {:>8}  {}{}\n", label(quantile), shown(report.times.quantile(quantile)),
                        above < kFewest ? fmt::format("  (only {} above)", above) : "");
  }
  text +=
      fmt::format("  {:>8}  {}\n  {:>8}  {}\n", "mean", shown(report.times.mean()), "most", shown(report.times.most()));
  return text;
}

json::object to_json(const Settings& settings, const app::LoadReport& report) {
  json::object errors;
  for (const auto& [what, count] : report.errors) {
    errors[what] = count;
  }
  json::array quantiles;
  for (const double quantile : settings.quantiles) {
    quantiles.push_back(json::object{{"quantile", quantile},
                                     {"seconds", seconds(report.times.quantile(quantile))},
                                     {"above", report.times.above(quantile)}});
  }
  return {{"name", settings.name},
          {"rate", settings.plan.rate},
          {"duration", settings.plan.duration.count()},
          {"requests", report.requests},
          {"failed", report.failed()},
          {"errors", std::move(errors)},
          {"quantiles", std::move(quantiles)},
          {"mean", seconds(report.times.mean())},
          {"most", seconds(report.times.most())},
          {"precision", perf::Histogram::kError},
          {"late", json::object{{"p99", seconds(report.late.quantile(0.99))}, {"most", seconds(report.late.most())}}}};
}

/// `[{"name", "unit", "value"}]`: those quantiles that enough requests lie above. Errors: kIncomplete without any.
Result<std::string> results(const Settings& settings, const app::LoadReport& report) {
  json::array list;
  for (const double quantile : settings.quantiles) {
    if (report.times.above(quantile) >= kFewest) {
      list.push_back(json::object{{"name", settings.name + " " + label(quantile)},
                                  {"unit", "s"},
                                  {"value", seconds(report.times.quantile(quantile))}});
    }
  }
  if (list.empty()) {
    return fail(ErrorKind::kIncomplete,
                fmt::format("{} requests are too few to tell: no quantile has {} above it", report.requests, kFewest),
                "--rate and --duration say how many there are");
  }
  return to_json_text(list) + "\n";
}

int run(const Arguments& arguments, Outside& outside) {
  const auto place = app::find_folder(outside.files(), outside.environment(), arguments.value(kDirectoryOption.name));
  if (!place) {
    return report(place.error(), outside);
  }
  const auto settings = read_settings(arguments, *place);
  if (!settings) {
    return report(settings.error(), outside);
  }
  const auto made = app::put_load(
      settings->plan,
      {outside.process(), outside.environment(), outside.clock(), outside.loopback(), desk(outside).load()},
      outside.signals().interrupted());
  if (!made) {
    return report(made.error(), outside);
  }
  outside.screen().print(arguments.has("--json") ? to_json_text(to_json(*settings, *made)) + "\n"
                                                 : to_text(*settings, *made));
  const auto failed = static_cast<double>(made->failed());
  if (failed > settings->most_errors * static_cast<double>(made->requests)) {
    std::string kinds;
    for (const auto& [what, count] : made->errors) {
      kinds += fmt::format("{}{}: {}", kinds.empty() ? "" : ", ", what, count);
    }
    return report(
        Error{ErrorKind::kInvalid, fmt::format("{} of {} requests failed", made->failed(), made->requests), kinds},
        outside);
  }
  const double typical = seconds(made->times.quantile(0.5));
  if (seconds(made->late.quantile(0.99)) > typical) {
    warn(fmt::format(
             "this machine is too busy for the load: 1 in 100 requests went out {} late or more, which is part of "
             "their time",
             shown(made->late.quantile(0.99))),
         {}, {}, outside);
  }
  if (const auto file = arguments.value("--output")) {
    const auto told = results(*settings, *made);
    if (!told) {
      return report(told.error(), outside);
    }
    if (auto written = outside.files().write(place->base / *file, *told); !written) {
      return report(written.error(), outside);
    }
  }
  return kExitSuccess;
}

}  // namespace

const Command& perf_load_command() {
  static constexpr Command kCommand{
      .name = "perf load",
      .summary = "Measure how long a service's answers take under a load",
      .about = R"text(
Sends requests to a service over plain HTTP, at a rate of its own: they come by chance as those
of many users do, and each at its time, however long the answers to others take. A request's
time runs from when it was due, so that a service which makes others wait shows it. Tells
quantiles (within 0.1 % of themselves), and counts what went wrong: then the exit code is 1.

With --start the service is started on a free port, awaited, and ended. As a command of `perf
compare` it compares two versions of a service, as one of `perf bisect` it finds the commit.
)text",
      .examples = R"text(
ropewalk perf load http://127.0.0.1:8000/parcels --rate 500
  ropewalk perf load /parcels --start 'python -m parcels --port {port}' --json
  ropewalk perf compare main HEAD --budget 5m --run "ropewalk perf load / --start './serve {port}' --output {output}"
)text",
      .operands = {.value = "URL",
                   .help = "http://ADDRESS:PORT/PATH; with --start only /PATH (default: /)",
                   .at_least = 0,
                   .at_most = 1},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
