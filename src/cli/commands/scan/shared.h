// What the subcommands of `scan` share: options, ports, and how a report is shown and judged.
#pragma once

#include <initializer_list>
#include <utility>

#include "app/scan/scan_homes.h"
#include "cli/command.h"
#include "cli/commands/planning_options.h"
#include "cli/configured_place.h"

namespace ropewalk::cli {

inline constexpr Option kScanFormatOption = {.name = "--format",
                                             .letter = "",
                                             .value = "FORMAT[=FILE]",
                                             .help =
                                                 "text, jsonl, json, sarif, junit, github, markdown, csv, gitleaks, "
                                                 "html, cyclonedx, spdx or openvex, to standard output "
                                                 "or into a file; may be repeated",
                                             .repeats = true};
inline constexpr Option kAgeOption = {.name = "--db-age-ok",
                                      .letter = "",
                                      .value = "",
                                      .help = "Advisories that are older than 7 days are no reason to be incomplete"};
inline constexpr Option kScanJsonOption = {
    .name = "--json", .letter = "", .value = "", .help = "The same as --format json (schemas/scan.schema.json)"};
inline constexpr Option kAllowIncompleteOption = {
    .name = "--allow-incomplete",
    .letter = "",
    .value = "",
    .help = "Do not fail because of what could not be looked at (exit 3); it is still listed"};
inline constexpr std::string_view kScanGateGroup = "Gate";
inline constexpr Option kFailOnOption = {
    .name = "--fail-on",
    .letter = "",
    .value = "CONDITION",
    .help =
        "What fails the scan, such as 'severity >= high'; may be repeated (default: all that is more than information)",
    .repeats = true,
    .group = kScanGateGroup};
inline constexpr Option kBaselineOption = {.name = "--baseline",
                                           .letter = "",
                                           .value = "FILE",
                                           .help = "An earlier report, whose findings are known",
                                           .completion = Completion::kFile,
                                           .group = kScanGateGroup};
inline constexpr Option kBaseOption = {.name = "--base",
                                       .letter = "",
                                       .value = "FILE",
                                       .help = "An earlier report; what it has not is 'new' to --fail-on",
                                       .completion = Completion::kFile,
                                       .group = kScanGateGroup};
inline constexpr Option kListOption = {
    .name = "--list", .letter = "", .value = "", .help = "Print what there is to be judged instead of judging it"};

/// Refuses pairs of options of which one would mean nothing beside the other. Errors: kUsage.
[[nodiscard]] Result<void> check_apart(const Arguments& arguments,
                                       std::initializer_list<std::pair<std::string_view, std::string_view>> pairs);

using ScanFunction = std::function<Result<scan::Report>(const app::ScanPorts& ports)>;

/// What a scan uses from outside; refers to both.
[[nodiscard]] app::ScanPorts scan_ports(const ConfiguredPlace& here, Outside& outside);

/// Finds the place and the settings, scans, shows the report in the formats that were asked for, and returns the exit
/// code. `target` is what lists are looked for in.
[[nodiscard]] int run_scan(const Command& command, const Arguments& arguments, Outside& outside,
                           const ScanFunction& scan, const app::ScanTarget& target = {});

const Command& scan_secrets_command();
const Command& scan_dependencies_command();
const Command& scan_image_command();
const Command& scan_policy_command();

}  // namespace ropewalk::cli
