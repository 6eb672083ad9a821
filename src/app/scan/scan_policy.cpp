#include "app/scan/scan_policy.h"

#include <fmt/format.h>

#include "app/scan/policy_settings.h"
#include "app/scan/repository_tree.h"
#include "base/rfc3339.h"
#include "scan/policy/check.h"
#include "scan/policy/owners/check.h"

namespace ropewalk::app {
namespace {

/// A path of the command line as the repository has it. It need not exist, so its parts stay as they are.
std::string repository_path(const std::string& path, const Place& place) {
  const std::filesystem::path whole(path);
  if (whole.is_absolute()) {
    const std::filesystem::path relative = whole.lexically_relative(place.top);
    return relative.empty() || *relative.begin() == ".." ? path : relative.generic_string();
  }
  std::string plain = path;
  while (plain.starts_with("./") && plain.size() > 2) {
    plain.erase(0, 2);
  }
  const std::filesystem::path below = place.base.lexically_relative(place.top);
  const bool is_top = below.empty() || below == "." || *below.begin() == "..";
  return is_top ? plain : (below / plain).lexically_normal().generic_string();
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
