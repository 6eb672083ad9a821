#include "scan/dependencies/origin_checks.h"

#include <fmt/format.h>

#include <set>

#include "base/hash.h"

namespace ropewalk::scan {
namespace {

Finding make(std::string rule, Severity severity, const Location& place, std::string message, std::string hint,
             std::string_view what) {
  Finding finding;
  finding.scanner = "dependencies";
  finding.fingerprint = to_hex(sha256(fmt::format("dependencies\n{}\n{}\n{}", rule, place.file, what))).substr(0, 32);
  finding.rule = std::move(rule);
  finding.severity = severity;
  finding.place = place;
  finding.message = std::move(message);
  finding.hint = std::move(hint);
  return finding;
}

bool comes_from_an_index(const Dependency& dependency) {
  return dependency.kind == DependencyKind::kPinned || dependency.kind == DependencyKind::kRange;
}

}  // namespace

void check_origins(const Manifest& manifest, Report& report) {
  std::set<std::string_view> with_hashes;
  for (const Dependency& dependency : manifest.dependencies) {
    if (!dependency.hashes.empty()) {
      with_hashes.insert(dependency.place.file);
    }
  }
  // There pip refuses what comes from an address, a folder or a repository, too.
  const std::set<std::string_view> of_pip(manifest.files_with_hashes.begin(), manifest.files_with_hashes.end());
  with_hashes.insert(of_pip.begin(), of_pip.end());
  for (const Dependency& dependency : manifest.dependencies) {
    const bool needs_hash = with_hashes.contains(dependency.place.file) &&
                            (comes_from_an_index(dependency) || of_pip.contains(dependency.place.file));
    if (needs_hash && dependency.hashes.empty()) {
      Finding finding =
          make("missing-hash", Severity::kMedium, dependency.place,
               fmt::format("{} has no hash, and other packages of this file have: what is downloaded "
                           "for it is not checked",
                           dependency.name),
               "make the file again with hashes: `pip-compile --generate-hashes` or `uv export`", dependency.name);
      finding.details = {{"package", json_text(dependency.name)},
                         {"version", dependency.version.empty() ? "null" : json_text(dependency.version)}};
      report.findings.push_back(std::move(finding));
    }
  }
  for (const ExtraIndex& index : manifest.extra_indexes) {
    if (with_hashes.contains(index.place.file)) {
      continue;  // a hash ties a package to what was looked at, whichever index it comes from
    }
    report.findings.push_back(
        make("dependency-confusion", Severity::kMedium, index.place,
             fmt::format("packages are looked for in {} and in the usual index at once: whoever offers a higher "
                         "version under the same name in either is installed",
                         without_credentials(index.url)),
             "use one index that passes the other on (--index-url), or pin with hashes", index.url));
  }
}

}  // namespace ropewalk::scan
