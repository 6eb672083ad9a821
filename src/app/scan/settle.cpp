#include "app/scan/settle.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/rfc3339.h"
#include "scan/core/gate.h"
#include "scan/core/suppressions.h"

namespace ropewalk::app {
namespace {

constexpr std::uint64_t kMostBytes = 64ULL << 20U;

/// The text of a list of the place; nothing when there is no such file.
Result<std::optional<std::string>> read_list(const ScanPorts& ports, const std::string& name) {
  const std::filesystem::path path = ports.place.top / name;
  if (ports.files.type_followed(path) != ports::FileType::kFile) {
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
         [](std::string_view text, const std::string& name, scan::Report&) -> Result<std::vector<scan::Suppression>> {
           return scan::read_trivyignore(text, name);
         }},
    List{".grype.yaml", "dependencies",
         [](std::string_view text, const std::string& name, scan::Report&) { return scan::read_grype(text, name); }},
    List{"osv-scanner.toml", "dependencies",
         [](std::string_view text, const std::string& name, scan::Report&) {
           return scan::read_osv_scanner(text, name);
         }},
};

/// Lists for advisories are for locks and images alike.
bool is_about(const List& list, const scan::Finding& finding) {
  return finding.scanner == list.scanner || (list.scanner == "dependencies" && finding.scanner == "image");
}

Result<std::vector<scan::Suppression>> all_suppressions(scan::Report& report, const ScanPorts& ports) {
  std::vector<scan::Suppression> all;
  for (const config::ScanSuppression& one : ports.config.scan.suppress) {
    all.push_back(from_settings(one));
  }
  for (const List& list : kLists) {
    // A list of another kind of scanner would be unused all over.
    if (std::none_of(report.findings.begin(), report.findings.end(),
                     [&](const scan::Finding& finding) { return is_about(list, finding); })) {
      continue;
    }
    auto text = read_list(ports, list.name);
    if (!text) {
      return fail(std::move(text.error()));
    }
    if (*text) {
      auto read = list.read(**text, list.name, report);
      if (!read) {
        return read;
      }
      all.insert(all.end(), read->begin(), read->end());
    }
  }
  return all;
}

/// The fingerprints of the report that an option names, or else the settings do; nothing when neither does.
Result<std::optional<std::set<std::string>>> fingerprints(const std::optional<std::string>& option,
                                                          const std::string& setting, const ScanPorts& ports,
                                                          std::string_view what) {
  const std::string name = option.value_or(setting);
  if (name.empty()) {
    return std::optional<std::set<std::string>>();
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
  const auto known = fingerprints(request.baseline, ports.config.scan.baseline, ports, "baseline");
  if (!known) {
    return fail(known.error());
  }
  auto base = fingerprints(request.base, ports.config.scan.base, ports, "base");
  if (!base) {
    return fail(base.error());
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
  const auto suppressions = all_suppressions(report, ports);
  if (!suppressions) {
    return fail(suppressions.error());
  }
  scan::suppress(report, *suppressions, known->value_or(std::set<std::string>()),
                 to_rfc3339(ports.clock.now()).substr(0, 10));
  for (scan::Finding& finding : report.findings) {
    if (*base) {
      finding.is_new = !(*base)->contains(finding.fingerprint);
    }
    finding.is_under_gate = std::none_of(conditions->begin(), conditions->end(),
                                         [&](const scan::Gate& gate) { return gate.stops(finding); });
  }
  return {};
}

}  // namespace ropewalk::app
