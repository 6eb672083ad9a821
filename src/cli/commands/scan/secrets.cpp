// `ropewalk scan secrets`.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "app/scan/scan_secrets.h"
#include "cli/commands/scan/shared.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::string_view kWhereGroup = "Where";
constexpr std::string_view kHowGroup = "How";

constexpr std::array kOptions = {
    kDirectoryOption,
    kScanFormatOption,
    kScanJsonOption,
    Option{.name = "--git",
           .letter = "",
           .value = "",
           .help = "Look at the whole history of the repository, or of the one at PATH, instead of files",
           .group = kWhereGroup},
    Option{.name = "--branch",
           .letter = "",
           .value = "NAME",
           .help = "Of the history only what this branch, tag or commit leads to; may be repeated",
           .repeats = true,
           .group = kWhereGroup},
    Option{.name = "--range",
           .letter = "",
           .value = "A..B",
           .help = "Only what the commits of B that are not A's brought in; of A...B those of either that are not the "
                   "other's",
           .group = kWhereGroup},
    Option{.name = "--staged",
           .letter = "",
           .value = "",
           .help = "Only what is staged for the next commit",
           .group = kWhereGroup},
    Option{.name = "--reflog",
           .letter = "",
           .value = "",
           .help = "Of the history also what refs pointed to earlier",
           .group = kWhereGroup},
    Option{.name = "--unreachable",
           .letter = "",
           .value = "",
           .help = "Of the history also what nothing points to any more",
           .group = kWhereGroup},
    Option{.name = "--stdin", .letter = "", .value = "", .help = "Look at standard input", .group = kWhereGroup},
    Option{.name = "--config",
           .letter = "",
           .value = "FILE",
           .help = "Rules in gitleaks' format (default: .gitleaks.toml, else Ropewalk's own)",
           .completion = Completion::kFile,
           .group = kHowGroup},
    Option{.name = "--defaults",
           .letter = "",
           .value = "FILE",
           .help = "What a configuration extends by useDefault (default: Ropewalk's own rules)",
           .completion = Completion::kFile,
           .group = kHowGroup},
    Option{.name = "--only",
           .letter = "",
           .value = "RULE",
           .help = "Only this rule; may be repeated",
           .repeats = true,
           .group = kHowGroup},
    Option{.name = "--list", .letter = "", .value = "", .help = "Print the rules and scan nothing", .group = kHowGroup},
    Option{.name = "--no-decode",
           .letter = "",
           .value = "",
           .help = "Take base64, hexadecimal, percent and Unicode escapes as they are",
           .group = kHowGroup},
    Option{.name = "--decode-depth",
           .letter = "",
           .value = "N",
           .help = "How often what was decoded is decoded again (default: 5)",
           .group = kHowGroup},
    Option{.name = "--archive-depth",
           .letter = "",
           .value = "N",
           .help = "How deep archives in archives are opened; 0 opens none (default: 2)",
           .group = kHowGroup},
    Option{.name = "--compat",
           .letter = "",
           .value = "gitleaks",
           .help = "Lines, columns and fingerprints exactly as gitleaks has them",
           .group = kHowGroup},
    Option{.name = "--no-cache",
           .letter = "",
           .value = "",
           .help = "Look at all of the history, also at what was looked at before",
           .group = kHowGroup},
    kFailOnOption,
    kBaselineOption,
    kBaseOption,
    kAllowIncompleteOption,
};

/// Ways of saying what is looked at. Two that are not listed together would leave one of them out.
constexpr std::array<std::string_view, 7> kPlaces = {"--git",   "--branch", "--range",      "--staged",
                                                     "--stdin", "--reflog", "--unreachable"};
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kTogether = {{
    {"--git", "--branch"},
    {"--git", "--range"},
    {"--git", "--staged"},
    {"--git", "--reflog"},
    {"--git", "--unreachable"},
    {"--branch", "--reflog"},
    {"--branch", "--unreachable"},
    {"--reflog", "--unreachable"},
}};

/// Whether the options say one thing to look at, and all of them count.
Result<void> check_places(const Arguments& arguments) {
  for (std::size_t first = 0; first < kPlaces.size(); ++first) {
    for (std::size_t second = first + 1; second < kPlaces.size(); ++second) {
      const bool is_both = arguments.has(kPlaces[first]) && arguments.has(kPlaces[second]);
      if (is_both && std::find(kTogether.begin(), kTogether.end(), std::pair(kPlaces[first], kPlaces[second])) ==
                         kTogether.end()) {
        return fail(ErrorKind::kUsage,
                    fmt::format("{} and {} are different things to look at", kPlaces[first], kPlaces[second]),
                    "scan once for each");
      }
    }
  }
  for (const std::string_view option : {"--reflog", "--unreachable"}) {
    if (!arguments.has(option)) {
      continue;
    }
    if (!arguments.has("--git") && !arguments.has("--branch")) {
      return fail(ErrorKind::kUsage, fmt::format("{} is about a history", option), "add --git");
    }
    if (arguments.has("--compat")) {
      return fail(ErrorKind::kUsage, fmt::format("gitleaks knows no {}", option), "leave out --compat");
    }
  }
  return check_apart(arguments, {{"--no-decode", "--decode-depth"}});
}

Result<app::ScanSecretsRequest> request_of(const Arguments& arguments) {
  if (auto fitting = check_places(arguments); !fitting) {
    return fail(std::move(fitting.error()));
  }
  app::ScanSecretsRequest request{.paths = arguments.operands(),
                                  .config = arguments.value("--config"),
                                  .defaults = arguments.value("--defaults"),
                                  .only = arguments.values("--only"),
                                  .is_list = arguments.has("--list"),
                                  .reads_input = arguments.has("--stdin"),
                                  .branches = arguments.values("--branch"),
                                  .range = arguments.value("--range"),
                                  .is_staged = arguments.has("--staged"),
                                  .takes_reflog = arguments.has("--reflog"),
                                  .takes_unreachable = arguments.has("--unreachable"),
                                  .remembers = !arguments.has("--no-cache")};
  if (arguments.has("--git") || !request.branches.empty() || request.range || request.is_staged) {
    if (request.paths.size() > 1) {
      return fail(ErrorKind::kUsage, "a history is that of one repository");
    }
    request.repository = request.paths.empty() ? "." : request.paths.front();
    request.paths.clear();
  }
  for (const auto& [option, value] :
       {std::pair{"--decode-depth", &request.decode_depth}, {"--archive-depth", &request.archive_depth}}) {
    auto number = arguments.number(option, 0, *value);
    if (!number) {
      return fail(std::move(number.error()));
    }
    *value = *number;
  }
  if (arguments.has("--no-decode")) {
    request.decode_depth = 0;
  }
  if (const auto peer = arguments.value("--compat")) {
    if (*peer != "gitleaks") {
      return fail(ErrorKind::kUsage, fmt::format("--compat knows gitleaks, not '{}'", *peer));
    }
    request.is_gitleaks = true;
  }
  if (request.reads_input && !request.paths.empty()) {
    return fail(ErrorKind::kUsage, "--stdin takes no paths");
  }
  return request;
}

int run(const Arguments& arguments, Outside& outside) {
  const auto request = request_of(arguments);
  if (!request) {
    return report(request.error(), outside);
  }
  return run_scan(scan_secrets_command(), arguments, outside,
                  [&request](const app::ScanPorts& ports) { return app::scan_secrets(*request, ports); },
                  {request->paths, request->repository});
}

}  // namespace

const Command& scan_secrets_command() {
  static constexpr Command kCommand{
      .name = "scan secrets",
      .summary = "Find leaked credentials in files and in the history of git",
      .about = "",
      .examples = "",
      .operands = {.value = "[PATH…]",
                   .help = "Files and folders (default: the whole place)",
                   .at_least = 0,
                   .at_most = -1,
                   .completion = Completion::kFile},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
