#include "app/scan/settle.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "app/scan/policy_settings.h"
#include "base/rfc3339.h"
#include "scan/core/gate.h"
#include "scan/core/suppressions.h"

namespace ropewalk::app {
namespace {

constexpr std::uint64_t kMostBytes = 64ULL << 20U;

/// The text of a list; nothing when there is no such file.
Result<std::optional<std::string>> read_list(const ScanPorts& ports, const std::filesystem::path& path) {
  if (ports.files.type(path) == ports::FileType::kMissing) {
    return std::optional<std::string>();
  }
  auto text = ports.files.read_regular(path, kMostBytes, ports::Links::kFollow);
  if (!text) {
    return fail(ErrorKind::kUsage, text.error().message);
  }
  return std::optional(std::move(*text));
}

scan::Suppression from_settings(const config::ScanSuppression& one) {
  scan::Suppression made{
      .id = one.id, .path = one.path, .reason = one.reason, .owner = one.owner, .expires = one.expires};
  made.place.file = config::kConfigFile;
  if (one.place.file) {
    made.place.line = static_cast<int>(one.place.file->locate(one.place.span.begin).line);
    made.place.column = 1;
  }
  return made;
}

using ListReader = Result<std::vector<scan::Suppression>> (*)(std::string_view text, const std::string& name,
                                                              scan::Report& report);

struct List {
  const char* name;
  /// The findings that it is about.
  std::string_view scanner;
  ListReader read;
};

constexpr std::array kLists = {
    List{".gitleaksignore", "secrets",
         [](std::string_view text, const std::string& name, scan::Report& report)
             -> Result<std::vector<scan::Suppression>> { return scan::read_gitleaksignore(text, name, report); }},
    List{".secrets.baseline", "secrets",
         [](std::string_view text, const std::string& name, scan::Report&) {
           return scan::read_detect_secrets(text, name);
         }},
    List{".trivyignore", "dependencies",
         [](std::string_view text, const std::string& name, scan::Report& report)
             -> Result<std::vector<scan::Suppression>> { return scan::read_trivyignore(text, name, report); }},
    List{".grype.yaml", "dependencies",
         [](std::string_view text, const std::string& name, scan::Report& report) {
           return scan::read_grype(text, name, report);
         }},
    List{"osv-scanner.toml", "dependencies",
         [](std::string_view text, const std::string& name, scan::Report& report) {
           return scan::read_osv_scanner(text, name, report);
         }},
};

/// Folders have lists of their own, about the files in them.
constexpr std::string_view kListOfFolders = "osv-scanner.toml";

/// Lists for advisories are for locks and images alike.
bool is_about(const List& list, const scan::Finding& finding) {
  return finding.scanner == list.scanner || (list.scanner == "dependencies" && finding.scanner == "image");
}

/// What a wider policy keeps out of the reach of all that stands in the repository.
Result<scan::LockedRules> locked_rules(const scan::Report& report, const ScanPorts& ports) {
  if (report.findings.empty() || ports.config.scan.policy.extends.empty()) {
    return scan::LockedRules();
  }
  auto policy = read_policy(ports);
  return policy ? Result<scan::LockedRules>(std::move(policy->locked)) : fail(std::move(policy.error()));
}

/// The entries of a list in one of the folders that it may stand in.
Result<std::vector<scan::Suppression>> read_in(const ScanHome& home, const List& list, scan::Report& report,
                                               const ScanPorts& ports) {
  auto text = read_list(ports, home.folder / list.name);
  if (!text) {
    return fail(std::move(text.error()));
  }
  if (!*text) {
    return std::vector<scan::Suppression>();
  }
  auto read = list.read(**text, home.prefix + list.name, report);
  if (read) {
    for (scan::Suppression& one : *read) {
      one.root = home.prefix;
    }
  }
  return read;
}

/// The folders below the top in which a list may be: those of the findings' files.
std::set<std::string> folders_of(const List& list, const scan::Report& report) {
  std::set<std::string> folders;
  for (const scan::Finding& finding : report.findings) {
    const std::string& file = finding.place.file;
    const std::size_t slash = file.rfind('/');
    const bool is_inside = slash != std::string::npos && !file.starts_with('/') && !file.starts_with("../");
    if (list.name == kListOfFolders && is_inside && finding.scanner == list.scanner) {
      folders.insert(file.substr(0, slash));
    }
  }
  return folders;
}

Result<std::vector<scan::Suppression>> all_suppressions(scan::Report& report, const SettleRequest& request,
                                                        const scan::LockedRules& locked, const ScanPorts& ports) {
  std::vector<scan::Suppression> all;
  for (const config::ScanSuppression& one : ports.config.scan.suppress) {
    all.push_back(from_settings(one));
  }
  const std::vector<ScanHome> homes = homes_of(request.target, ports);
  for (const List& list : kLists) {
    // A list of another kind of scanner would be unused all over.
    if (std::none_of(report.findings.begin(), report.findings.end(),
                     [&](const scan::Finding& finding) { return is_about(list, finding); })) {
      continue;
    }
    std::vector<std::pair<ScanHome, std::optional<std::string>>> places;
    for (const ScanHome& home : homes) {
      places.emplace_back(home, std::nullopt);
    }
    for (const std::string& folder : folders_of(list, report)) {
      ScanHome home{ports.place.top / folder, folder + "/"};
      if (std::none_of(homes.begin(), homes.end(), [&](const ScanHome& one) { return one.prefix == home.prefix; })) {
        places.emplace_back(std::move(home), folder);
      }
    }
    for (const auto& [home, folder] : places) {
      auto read = read_in(home, list, report, ports);
      if (!read) {
        return read;
      }
      for (scan::Suppression& one : *read) {
        one.folder = folder;
        all.push_back(std::move(one));
      }
    }
  }
  for (scan::Suppression& one : all) {
    one.locked = locked;
  }
  return all;
}

/// The report that an option names, or else the settings do; nothing when neither does.
Result<std::optional<scan::Baseline>> earlier_report(const std::optional<std::string>& option,
                                                     const std::string& setting, const ScanPorts& ports,
                                                     std::string_view what) {
  const std::string name = option.value_or(setting);
  if (name.empty()) {
    return std::optional<scan::Baseline>();
  }
  const auto text =
      ports.files.read_regular((option ? ports.place.base : ports.place.top) / name, kMostBytes, ports::Links::kFollow);
  if (!text) {
    return fail(ErrorKind::kUsage, text.error().message,
                fmt::format("a {} is an earlier report: --format json=FILE", what));
  }
  auto read = scan::read_baseline(*text, name);
  if (!read) {
    return fail(std::move(read.error()));
  }
  return std::optional(std::move(*read));
}

Result<std::vector<scan::Gate>> gates(const SettleRequest& request, const ScanPorts& ports) {
  const bool is_given = !request.fail_on.empty();
  std::vector<scan::Gate> all;
  for (const std::string& text : is_given ? request.fail_on : ports.config.scan.fail_on) {
    auto gate = scan::Gate::read(text);
    if (!gate) {
      return fail(ErrorKind::kUsage,
                  fmt::format("{}: {}", is_given ? "--fail-on" : "scan.fail-on", gate.error().message), {},
                  is_given ? SourceRef() : ports.config.scan.fail_on_place);
    }
    all.push_back(*gate);
  }
  if (all.empty()) {
    all.push_back(scan::Gate::usual());
  }
  return all;
}

}  // namespace

Result<void> settle(scan::Report& report, const SettleRequest& request, const ScanPorts& ports) {
  const auto conditions = gates(request, ports);
  if (!conditions) {
    return fail(conditions.error());
  }
  const auto locked = locked_rules(report, ports);
  if (!locked) {
    return fail(locked.error());
  }
  auto known = earlier_report(request.baseline, ports.config.scan.baseline, ports, "baseline");
  if (!known) {
    return fail(std::move(known.error()));
  }
  if (*known && !request.baseline) {
    // One that the settings name stands in the repository.
    (*known)->place = {std::string(config::kConfigFile), 1, 1, 1, 1};
    (*known)->locked = *locked;
  }
  auto base = earlier_report(request.base, ports.config.scan.base, ports, "base");
  if (!base) {
    return fail(std::move(base.error()));
  }
  if (!*base) {
    base = *known;
  }
  const bool needs_base =
      std::any_of(conditions->begin(), conditions->end(), [](const scan::Gate& gate) { return gate.needs_base(); });
  if (needs_base && !*base) {
    return fail(ErrorKind::kUsage, "the gate asks for what is new, and there is nothing to compare with",
                "give an earlier report: --base FILE, or scan.base of .github/ropewalk.yml",
                request.fail_on.empty() ? ports.config.scan.fail_on_place : SourceRef());
  }
  const auto suppressions = all_suppressions(report, request, *locked, ports);
  if (!suppressions) {
    return fail(suppressions.error());
  }
  scan::suppress(report, *suppressions, known->value_or(scan::Baseline()), to_rfc3339(ports.clock.now()).substr(0, 10));
  const scan::Gate usual = scan::Gate::usual();
  for (scan::Finding& finding : report.findings) {
    if (*base) {
      finding.is_new = !(*base)->knows(finding);
    }
    // The repository's own gate is no way around what it may not weaken.
    const bool is_held = request.fail_on.empty() && usual.stops(finding) && locked->contains(finding.rule);
    finding.is_under_gate = !is_held && std::none_of(conditions->begin(), conditions->end(),
                                                     [&](const scan::Gate& gate) { return gate.stops(finding); });
  }
  return {};
}

}  // namespace ropewalk::app
