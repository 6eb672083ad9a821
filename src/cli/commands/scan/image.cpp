// `ropewalk scan image`.
#include <array>

#include "app/scan/scan_image.h"
#include "cli/commands/db/shared.h"
#include "cli/commands/scan/shared.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    kDirectoryOption,
    Option{.name = "--platform",
           .letter = "",
           .value = "OS/ARCH",
           .help = "Which of several platforms: linux/arm64 (default: this machine's)"},
    Option{.name = "--tag", .letter = "", .value = "NAME", .help = "Which image of an archive that has several"},
    kListOption,
    Option{.name = "--config",
           .letter = "",
           .value = "FILE",
           .help = "Rules of secrets in gitleaks' format (default: .gitleaks.toml, else Ropewalk's own)",
           .completion = Completion::kFile},
    kDatabaseOption,
    kAgeOption,
    Option{.name = "--no-advisories", .letter = "", .value = "", .help = "List the packages, and look nothing up"},
    kScanFormatOption,
    kScanJsonOption,
    kFailOnOption,
    kBaselineOption,
    kBaseOption,
    kAllowIncompleteOption};

constexpr std::string_view kAbout = R"text(
Looks into OCI layouts (a folder or a tar of one), archives of `docker save` and root file
systems. What is no file or folder is a reference: skopeo fetches it from podman's store, the
Docker engine or a registry, whichever has it first; docker://, containers-storage: and
docker-daemon: say which. Every blob and every layer is proven by its digest.
Layers are laid over each other as an engine would, with all whiteouts, so what is told is
what a container sees, and for each package which layer and which instruction brought it.

Packages of dpkg, apk, rpm and Python are found; a Python package that belongs to the
distribution is known as the distribution's. With --list every file and package is printed.

A distribution's packages are judged by the distribution's advisories, under the name of the
source package; other Python packages by PyPI's. `ropewalk db build` makes a database of OSV's
archives; the program's own has PyPI's alone. Packages whose advisories are not in the data
make the scan incomplete, unless --no-advisories or --allow-incomplete says that this is known.

Misconfiguration (runs as root, no health check, a distribution at its end) is shown and
does not fail. What could not be read makes the scan incomplete (exit 3).
)text";

constexpr std::string_view kExamples = R"text(
skopeo copy docker://python:3.12-slim oci-archive:image.tar
  ropewalk scan image image.tar
  ropewalk scan image ghcr.io/acme/parcels:1.4.2 --database advisories.pack
  ropewalk scan image image.tar --list --format jsonl
  ropewalk scan image layout --platform linux/arm64
)text";

int run(const Arguments& arguments, Outside& outside) {
  const app::ScanImageRequest request{
      .paths = arguments.operands(),
      .platform = arguments.value("--platform").value_or(""),
      .tag = arguments.value("--tag").value_or(""),
      .lists = arguments.has(kListOption.name),
      .config = arguments.value("--config"),
      .has_no_advisories = arguments.has("--no-advisories"),
      .judging = {.database = arguments.value(kDatabaseOption.name), .takes_old_data = arguments.has(kAgeOption.name)}};
  return run_scan(scan_image_command(), arguments, outside,
                  [&request](const app::ScanPorts& ports) { return app::scan_image(request, ports); });
}

}  // namespace

const Command& scan_image_command() {
  static constexpr Command kCommand{
      .name = "scan image",
      .summary = "Look into a container image: packages, secrets, configuration",
      .about = kAbout,
      .examples = kExamples,
      .operands = {.value = "IMAGE…",
                   .help = "OCI layouts, image archives, root folders or references",
                   .at_least = 1,
                   .at_most = -1,
                   .completion = Completion::kFile},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
