#include "app/scan/scan_dependencies.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "app/scan/advisory_data.h"
#include "app/scan/find_manifests.h"
#include "app/scan/ignored_files.h"
#include "base/strings.h"
#include "scan/dependencies/fix_pins.h"
#include "scan/dependencies/judge.h"
#include "scan/dependencies/licenses.h"
#include "scan/dependencies/origin_checks.h"
#include "scan/dependencies/vex.h"

namespace ropewalk::app {
namespace {

constexpr std::uint64_t kMostBytes = 64ULL << 20U;

/// The texts of all files that were read, by their shown names.
using Texts = std::map<std::string, std::string>;

scan::Manifest read_manifests(const FoundManifests& found, const ScanPorts& ports, Texts& texts) {
  scan::Manifest all;
  all.skipped = found.skipped;
  all.trouble = found.trouble;
  const std::function<Result<std::string>(const std::string&)> read_file = [&](const std::string& name) {
    const std::filesystem::path path(name);
    auto text =
        ports.files.read_regular(path.is_absolute() ? path : ports.place.top / path, kMostBytes, ports::Links::kFollow);
    if (text) {
      texts[name] = *text;
    }
    return text;
  };
  std::set<std::string> read;
  for (const FoundManifest& file : found.files) {
    if (!read.insert(file.name).second) {
      continue;
    }
    auto text = ports.files.read_regular(file.path, kMostBytes, ports::Links::kFollow);
    if (!text) {
      all.fail({.file = file.name}, "unreadable", text.error().message);
      continue;
    }
    const std::string& kept = texts[file.name] = std::move(*text);
    file.format->read({kept, file.name, read_file}, all);
  }
  return all;
}

/// A finding's place is its line without the blanks around it.
void set_columns(scan::Report& report, const Texts& texts) {
  std::map<std::string_view, std::vector<std::string_view>> lines;
  for (scan::Finding& finding : report.findings) {
    scan::Location& place = finding.place;
    const auto text = texts.find(place.file);
    if (text == texts.end() || place.line <= 0) {
      continue;
    }
    auto [known, is_new] = lines.try_emplace(place.file);
    if (is_new) {
      known->second = split_lines(text->second);
    }
    if (static_cast<std::size_t>(place.line) > known->second.size()) {
      continue;
    }
    const std::string_view line = known->second[static_cast<std::size_t>(place.line) - 1];
    const std::string_view content = trim(line);
    const auto before = static_cast<std::size_t>(content.data() - line.data());
    place.column = static_cast<int>(code_point_length(line.substr(0, before))) + 1;
    place.end_line = place.line;
    place.end_column = place.column + static_cast<int>(code_point_length(content));
  }
}

/// A file that another one includes and that was found by itself, too, gives each entry once.
void drop_repeated(scan::Manifest& manifest) {
  const auto before = [](const auto& a, const auto& b) {
    return std::tie(a.place.file, a.place.line) < std::tie(b.place.file, b.place.line);
  };
  std::set<std::tuple<std::string, int, std::string, std::string>> seen;
  std::erase_if(manifest.dependencies, [&](const scan::Dependency& dependency) {
    return dependency.place.line > 0 &&
           !seen.emplace(dependency.place.file, dependency.place.line, dependency.name, dependency.version).second;
  });
  std::stable_sort(manifest.dependencies.begin(), manifest.dependencies.end(), before);
  seen.clear();
  std::erase_if(manifest.skipped, [&](const scan::Skipped& skipped) {
    return !seen.emplace(skipped.place.file, skipped.place.line, skipped.reason, skipped.message).second;
  });
  seen.clear();
  std::erase_if(manifest.trouble, [&](const scan::Trouble& trouble) {
    return !seen.emplace(trouble.place.file, trouble.place.line, trouble.reason, trouble.message).second;
  });
}

/// Says of when the data is; data that is too old makes the scan incomplete, unless that is waived.
void set_age(scan::Report& report, const scan::Pack& pack, bool takes_old_data, const ScanPorts& ports) {
  const auto age = age_of(pack, ports.clock.now());
  report.data_date = age ? age->day : std::string(pack.newest());
  if (takes_old_data) {
    return;
  }
  if (!age || age->age > kOldestAdvisoryData) {
    report.trouble.push_back(
        {{},
         "data-age",
         age ? fmt::format("the newest advisory is of {}, more than 7 days ago: what is known since then was not "
                           "looked for; `ropewalk db update` fetches newer ones",
                           age->day)
             : "the advisories don't say how old they are",
         {}});
  }
}

Result<void> take_vex(const ScanDependenciesRequest& request, const ScanPorts& ports, scan::Report& report) {
  for (const std::string& file : request.vex) {
    const auto text = ports.files.read(ports.place.base / file);
    if (!text) {
      return fail(ErrorKind::kUsage, fmt::format("--vex {}: {}", file, text.error().message));
    }
    const auto statements = scan::read_vex(*text, file);
    if (!statements) {
      Error error = statements.error();
      error.kind = ErrorKind::kUsage;
      return fail(std::move(error));
    }
    scan::apply_vex(*statements, file, report);
  }
  return {};
}

/// Changes the pins in the files, and says so as facts of the report: a fixed pin is still a finding of this scan.
Result<void> fix_pins(const scan::Manifest& manifest, const Texts& texts, const ScanPorts& ports,
                      scan::Report& report) {
  const scan::PinFixes plan = scan::plan_pin_fixes(report, manifest);
  std::map<std::string, std::vector<scan::PinFix>> by_file;
  for (const scan::PinFix& fix : plan.fixes) {
    by_file[fix.place.file].push_back(fix);
  }
  const auto tell = [&](const scan::PinFix& fix, bool is_done, std::string_view reason) {
    report.facts.push_back({"fix",
                            {{"file", scan::json_text(fix.place.file)},
                             {"line", std::to_string(fix.place.line)},
                             {"package", scan::json_text(fix.package)},
                             {"from", scan::json_text(fix.from)},
                             {"to", scan::json_text(fix.to)},
                             {"done", is_done ? "true" : "false"},
                             {"reason", reason.empty() ? "null" : scan::json_text(reason)}}});
  };
  for (const auto& [file, fixes] : by_file) {
    const auto text = texts.find(file);
    if (text == texts.end()) {
      continue;
    }
    const scan::FixedText fixed = scan::apply_pin_fixes(text->second, fixes);
    if (fixed.text != text->second) {
      const std::filesystem::path path(file);
      if (auto written = ports.files.write(path.is_absolute() ? path : ports.place.top / path, fixed.text); !written) {
        return fail(std::move(written.error()));
      }
    }
    for (std::size_t i = 0; i < fixes.size(); ++i) {
      tell(fixes[i], fixed.reasons[i].empty(), fixed.reasons[i]);
    }
  }
  for (const scan::PinLeft& left : plan.left) {
    tell(left.fix, false, left.reason);
  }
  return {};
}

}  // namespace

Result<scan::Report> scan_dependencies(const ScanDependenciesRequest& request, const ScanPorts& ports) {
  IgnoredFiles ignored(ports);
  auto found = find_manifests(request.paths, request.format, ports.place, ports.files, ignored);
  if (!found) {
    return fail(found.error());
  }
  Texts texts;
  scan::Manifest manifest = read_manifests(*found, ports, texts);
  drop_repeated(manifest);
  scan::keep_for_targets(manifest, request.targets);
  scan::Report report;
  if (request.is_list) {
    report.packages = scan::list_packages(manifest);
    report.looked_at = report.packages.size();
  } else if (!request.has_no_advisories && !manifest.dependencies.empty()) {
    const auto data =
        load_advisory_data(request.database ? std::optional(ports.place.base / *request.database) : std::nullopt,
                           ports.files, ports.environment);
    if (!data) {
      return fail(data.error());
    }
    report = scan::judge_dependencies(manifest, data->pack);
    set_age(report, data->pack, request.takes_old_data, ports);
  } else {
    report.looked_at = manifest.dependencies.size();
  }
  if (!request.is_list) {
    report.inventory = scan::list_packages(manifest);
    scan::check_origins(manifest, report);
    const std::vector<std::string>& licenses =
        request.allowed_licenses.empty() ? ports.config.scan.licenses : request.allowed_licenses;
    if (!licenses.empty()) {
      scan::check_licenses(manifest, licenses, report);
    }
    set_columns(report, texts);
    auto done = take_vex(request, ports, report);
    if (done && request.fixes_pins) {
      done = fix_pins(manifest, texts, ports, report);
    }
    if (!done) {
      return fail(std::move(done.error()));
    }
  }
  for (const auto& [file, text] : texts) {
    report.bytes += text.size();
  }
  report.skipped.insert(report.skipped.end(), manifest.skipped.begin(), manifest.skipped.end());
  report.trouble.insert(report.trouble.end(), manifest.trouble.begin(), manifest.trouble.end());
  return report;
}

}  // namespace ropewalk::app
