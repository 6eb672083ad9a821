#include "cli/commands/perf/measuring_options.h"

#include <fmt/format.h>

#include "app/read_config.h"

namespace ropewalk::cli {
namespace {

constexpr int kMostPairs = 200;
constexpr int kMostRetries = 5;

Result<double> percent(const Arguments& arguments, std::string_view option, double otherwise) {
  const auto text = arguments.value(option);
  if (!text) {
    return otherwise;
  }
  const auto number = app::read_percent(*text);
  if (!number) {
    return fail(ErrorKind::kUsage, fmt::format("{} takes a number from 0 to 100, not '{}'", option, *text));
  }
  return *number / 100;
}

using Length = std::chrono::duration<double>;

Result<Length> read_length(const Arguments& arguments, std::string_view option, Length otherwise) {
  const auto text = arguments.value(option);
  if (!text) {
    return otherwise;
  }
  const auto time = config::read_time(*text);
  if (!time || time->count() <= 0) {
    return fail(ErrorKind::kUsage, fmt::format("{} takes a time, not '{}'", option, *text), "write it as 60s or 2m");
  }
  return Length(*time);
}

}  // namespace

std::string_view name(app::Measure measure) {
  switch (measure) {
    case app::Measure::kProcessor: return "processor";
    case app::Measure::kInstructions: return "instructions";
    case app::Measure::kTime: break;
  }
  return "time";
}

app::CompareRequest for_bisecting() {
  app::CompareRequest request;
  request.options.most_pairs = 80;
  request.budget = std::chrono::minutes(2);
  request.retries = 1;
  return request;
}

Result<app::CompareRequest> read_measuring(const Arguments& arguments, const config::PerfSettings& settings,
                                           const app::CompareRequest& otherwise) {
  app::CompareRequest request = otherwise;
  request.build = arguments.value("--build").value_or(settings.build.value_or(""));
  request.commands = arguments.has("--run") ? arguments.values("--run") : settings.run;
  const std::string measure = arguments.value("--measure").value_or(settings.measure.value_or("time"));
  if (measure == "processor") {
    request.measure = app::Measure::kProcessor;
  } else if (measure == "instructions") {
    request.measure = app::Measure::kInstructions;
  } else if (measure != "time") {
    return fail(ErrorKind::kUsage, fmt::format("no measure '{}'", measure), "time, processor or instructions");
  }
  auto margin = percent(arguments, "--margin", settings.margin ? *settings.margin / 100 : request.options.margin);
  auto alpha = percent(arguments, "--alpha", request.options.alpha);
  auto pairs = arguments.number("--pairs", static_cast<int>(request.options.least_pairs),
                                static_cast<int>(request.options.most_pairs));
  if (!margin || !alpha || !pairs) {
    return fail(!margin ? margin.error() : !alpha ? alpha.error() : pairs.error());
  }
  if (*alpha <= 0) {
    return fail(ErrorKind::kUsage, fmt::format("--alpha {}: it is above 0", *arguments.value("--alpha")),
                "without any chance of an error nothing can be told from noise: 1 is one false alarm in a hundred");
  }
  if (*pairs > kMostPairs) {
    return fail(ErrorKind::kUsage, fmt::format("--pairs {}: at most {}", *pairs, kMostPairs),
                "what so many don't tell is too small for this machine: --measure instructions tells more");
  }
  auto retries = arguments.number("--retries", 0, request.retries);
  if (!retries) {
    return fail(std::move(retries.error()));
  }
  if (*retries > kMostRetries) {
    return fail(ErrorKind::kUsage, fmt::format("--retries {}: at most {}", *retries, kMostRetries),
                "each of them may be wrong once more");
  }
  request.retries = *retries;
  request.options.margin = *margin;
  request.options.alpha = *alpha;
  request.options.most_pairs = static_cast<std::size_t>(*pairs);
  const auto budget = read_length(arguments, "--budget", settings.budget.value_or(request.budget));
  const auto limit = read_length(arguments, "--limit", request.limit);
  if (!budget || !limit) {
    return fail(!budget ? budget.error() : limit.error());
  }
  if (limit->count() > 0 && *limit < *budget) {
    return fail(ErrorKind::kUsage, fmt::format("--limit {}: the budget is longer", *arguments.value("--limit")),
                "the limit is for machines on which the budget is too short");
  }
  request.budget = *budget;
  request.limit = *limit;
  return request;
}

}  // namespace ropewalk::cli
