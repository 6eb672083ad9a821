#include "app/scan/scan_policy.h"

#include <fmt/format.h>

#include "app/scan/policy_settings.h"
#include "app/scan/repository_tree.h"
#include "base/rfc3339.h"
#include "base/strings.h"
#include "scan/policy/check.h"
#include "scan/policy/owners/check.h"

namespace ropewalk::app {
namespace {

/// A path in its plain form: `src//./c.py` and `src/x/../c.py` are `src/c.py`.
std::string plain_path(std::string_view path) {
  std::vector<std::string> parts;
  for (const std::string_view part : split(path, '/')) {
    if (part == ".." && !parts.empty() && parts.back() != "..") {
      parts.pop_back();
    } else if (!part.empty() && part != ".") {
      parts.emplace_back(part);
    }
  }
  return join(parts, "/") + (path.ends_with('/') && !parts.empty() ? "/" : "");
}

/// A path of the command line as the repository has it. It need not exist. One from the root of all that is not in the
/// repository begins at the repository's top, as in CODEOWNERS.
std::string repository_path(const std::string& path, const Place& place) {
  const std::filesystem::path whole(path);
  if (whole.is_absolute()) {
    const std::filesystem::path relative = whole.lexically_normal().lexically_relative(place.top);
    return plain_path(relative.empty() || *relative.begin() == ".." ? path : relative.generic_string());
  }
  const std::filesystem::path below = place.base.lexically_relative(place.top);
  const bool is_top = below.empty() || below == "." || *below.begin() == "..";
  return plain_path(is_top ? path : below.generic_string() + "/" + path);
}

}  // namespace

Result<scan::Report> scan_policy(const ScanPolicyRequest& request, const ScanPorts& ports) {
  scan::Report report;
  const auto policy = read_policy(ports);
  if (!policy) {
    return fail(policy.error());
  }
  const auto look = [&](const Place& place) {
    const scan::policy::Tree tree = repository_tree(ports.files, place);
    if (request.asks_owners) {
      const auto owners = scan::policy::find_owners(tree, report);
      for (const std::string& path : request.paths) {
        report.facts.push_back(scan::policy::owners_of(owners, repository_path(path, place)));
      }
      if (owners) {
        scan::policy::check_owners_lines(*owners, report);
      }
    } else {
      scan::merge(report, scan::policy::check(
                              tree, {.lists_checks = request.lists, .branch_protection = policy->branch_protection}));
    }
  };
  if (request.asks_owners || request.paths.empty()) {
    look(ports.place);
  } else {
    for (const std::string& path : request.paths) {
      const std::filesystem::path folder = (ports.place.base / path).lexically_normal();
      if (ports.files.type_followed(folder) != ports::FileType::kDirectory) {
        return fail(ErrorKind::kUsage, fmt::format("no folder '{}'", path), "rules of policy are about a repository");
      }
      look({.top = folder, .base = folder, .repository = nullptr, .no_repository = {}});
    }
  }
  if (!request.asks_owners) {
    decide_policy(*policy, to_rfc3339(ports.clock.now()).substr(0, 10), report);
  }
  return report;
}

}  // namespace ropewalk::app
