// `ropewalk scan dependencies`.
#include <array>

#include "app/scan/scan_dependencies.h"
#include "cli/commands/db/shared.h"
#include "cli/commands/scan/shared.h"
#include "cli/messages.h"
#include "scan/dependencies/targets.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    kDirectoryOption,
    kScanFormatOption,
    kScanJsonOption,
    kListOption,
    Option{.name = "--as",
           .letter = "",
           .value = "FORMAT",
           .help = "What the named files are, whatever their names: requirements, poetry, pipfile, uv, pdm, pylock, "
                   "pyproject, …"},
    kDatabaseOption,
    kAgeOption,
    Option{.name = "--no-advisories", .letter = "", .value = "", .help = "Read the files, and look nothing up"},
    Option{.name = "--target",
           .letter = "",
           .value = "PYTHON[-SYSTEM[-MACHINE]]",
           .help = "Where the project is installed (3.12-linux): what no target's markers want is passed over; may be "
                   "repeated",
           .repeats = true},
    Option{.name = "--vex",
           .letter = "",
           .value = "FILE",
           .help = "Statements about vulnerabilities that don't matter here: OpenVEX, CSAF or CycloneDX; may be "
                   "repeated",
           .repeats = true,
           .completion = Completion::kFile},
    Option{.name = "--allow-license",
           .letter = "",
           .value = "ID",
           .help = "An SPDX id; with it, packages of other licences are findings; may be repeated",
           .repeats = true},
    Option{.name = "--fix", .letter = "", .value = "", .help = "Write fixed versions into the files that pin others"},
    kFailOnOption,
    kBaselineOption,
    kBaseOption,
    kAllowIncompleteOption};

constexpr std::string_view kAbout = R"text(
Reads what a project's files say about the packages that it needs, and looks every version
up in the advisories: requirements with all of pip's syntax, the locks of Poetry, Pipenv,
uv and PDM, pylock.toml, pyproject.toml. A range is not a version: it is listed as unresolved,
never guessed. Every entry of a file is looked at, passed over with its reason, or an error
that makes the scan incomplete (exit 3).

Advisories come with the program; `ropewalk db info` says how old they are. When the newest
is older than 7 days the scan is incomplete, since what is known since then was not looked
for: `ropewalk db update` fetches newer ones.
)text";

constexpr std::string_view kExamples = R"text(
ropewalk scan dependencies
  ropewalk scan dependencies requirements.txt uv.lock --format text --format sarif=scan.sarif
  ropewalk scan dependencies --list --format jsonl
  ropewalk scan dependencies deps.lock --as poetry --database advisories.pack
  ropewalk scan dependencies requirements.txt --target 3.12-linux --fix
)text";

int run(const Arguments& arguments, Outside& outside) {
  if (const auto fitting = check_apart(
          arguments, {{kListOption.name, "--fix"}, {"--no-advisories", "--fix"}, {kListOption.name, "--vex"}});
      !fitting) {
    return report(fitting.error(), outside);
  }
  if (arguments.has("--as") && arguments.operands().empty()) {
    return report(Error{ErrorKind::kUsage, "--as says what the named files are, and none is named", {}, {}}, outside);
  }
  std::vector<scan::MarkerVariables> targets;
  for (const std::string& text : arguments.values("--target")) {
    auto target = scan::read_target(text);
    if (!target) {
      return report(target.error(), outside);
    }
    targets.push_back(std::move(*target));
  }
  const app::ScanDependenciesRequest request{.paths = arguments.operands(),
                                             .format = arguments.value("--as"),
                                             .database = arguments.value(kDatabaseOption.name),
                                             .takes_old_data = arguments.has(kAgeOption.name),
                                             .has_no_advisories = arguments.has("--no-advisories"),
                                             .is_list = arguments.has(kListOption.name),
                                             .targets = std::move(targets),
                                             .vex = arguments.values("--vex"),
                                             .allowed_licenses = arguments.values("--allow-license"),
                                             .fixes_pins = arguments.has("--fix")};
  return run_scan(scan_dependencies_command(), arguments, outside,
                  [&request](const app::ScanPorts& ports) { return app::scan_dependencies(request, ports); },
                  {.paths = request.paths});
}

}  // namespace

const Command& scan_dependencies_command() {
  static constexpr Command kCommand{
      .name = "scan dependencies",
      .summary = "Find known vulnerabilities in what the lock files name",
      .about = kAbout,
      .examples = kExamples,
      .operands = {.value = "[PATH…]",
                   .help = "Lock files, requirement files or folders of them (default: the whole place)",
                   .at_least = 0,
                   .at_most = -1,
                   .completion = Completion::kFile},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
