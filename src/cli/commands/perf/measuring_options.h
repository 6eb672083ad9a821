// The options that the commands share which measure versions: what is measured, how, and for how long.
#pragma once

#include <string_view>

#include "app/perf/compare.h"
#include "cli/arguments.h"
#include "cli/command.h"
#include "config/perf.h"

namespace ropewalk::cli {

inline constexpr Option kRunOption{
    .name = "--run",
    .letter = "-r",
    .value = "[NAME=]COMMAND",
    .help = "What is measured: its time, or with {output} in it the results that it writes there",
    .repeats = true};
inline constexpr Option kBuildOption{
    .name = "--build", .letter = "-b", .value = "COMMAND", .help = "Run once in the folder of each version"};
inline constexpr Option kMarginOption{.name = "--margin",
                                      .letter = "",
                                      .value = "PERCENT",
                                      .help = "What a slow-down must be above to count (default: 2)"};
inline constexpr Option kAlphaOption{
    .name = "--alpha",
    .letter = "",
    .value = "PERCENT",
    .help = "The chance of any false alarm between equal versions, over all benchmarks (default: 1)"};
inline constexpr Option kBudgetOption{.name = "--budget",
                                      .letter = "",
                                      .value = "TIME",
                                      .help = "What measuring may take for each command (default: 60s)"};
inline constexpr Option kLimitOption{
    .name = "--limit",
    .letter = "",
    .value = "TIME",
    .help = "What it may take for each when the budget is too short for 10 pairs (default: five budgets)"};
inline constexpr Option kPairsOption{
    .name = "--pairs", .letter = "", .value = "N", .help = "The most pairs that are measured (default: 40)"};
inline constexpr Option kMeasureOption{
    .name = "--measure",
    .letter = "",
    .value = "WHAT",
    .help = "time, processor (the time that processors were busy with it) or instructions (valgrind)"};
inline constexpr Option kRetriesOption{.name = "--retries",
                                       .letter = "",
                                       .value = "N",
                                       .help = "Measure what is inconclusive so often once more (default: 0)"};

// A bisection asks for halves of a change, so it measures for longer.
inline constexpr Option kBisectBudgetOption{
    .name = "--budget", .letter = "", .value = "TIME", .help = "What measuring may take for each commit (default: 2m)"};
inline constexpr Option kBisectPairsOption{.name = "--pairs",
                                           .letter = "",
                                           .value = "N",
                                           .help = "The most rounds that are measured of each commit (default: 80)"};
inline constexpr Option kBisectRetriesOption{
    .name = "--retries",
    .letter = "",
    .value = "N",
    .help = "Measure a commit that could be either so often once more (default: 1)"};

/// What they say, and for what they don't say the settings; without versions. Errors: kUsage.
[[nodiscard]] Result<app::CompareRequest> read_measuring(const Arguments& arguments,
                                                         const config::PerfSettings& settings,
                                                         const app::CompareRequest& otherwise = {});

/// What a bisection measures by where nobody says otherwise.
[[nodiscard]] app::CompareRequest for_bisecting();

[[nodiscard]] std::string_view name(app::Measure measure);

}  // namespace ropewalk::cli
