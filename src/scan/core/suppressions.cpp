#include "scan/core/suppressions.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/day.h"
#include "base/json.h"
#include "base/strings.h"
#include "scan/secrets/rules/gitleaks_rules.h"
#include "text/path_glob.h"

namespace ropewalk::scan {
namespace {

/// `PyPI`, also as `Debian` of `Debian:12`.
bool is_of_ecosystem(const Finding& finding, std::string_view ecosystem) {
  const std::string_view text = detail_of(finding, "ecosystem");
  const std::string quoted = json_text(ecosystem);
  const std::string_view begin = std::string_view(quoted).substr(0, quoted.size() - 1);
  return text == quoted || (text.starts_with(begin) && text.substr(begin.size()).starts_with(':'));
}

/// What a suppression says of the package holds for the finding.
bool is_about_package(const Suppression& suppression, const Finding& finding) {
  if (!suppression.ecosystems.empty() &&
      std::none_of(suppression.ecosystems.begin(), suppression.ecosystems.end(),
                   [&](const std::string& ecosystem) { return is_of_ecosystem(finding, ecosystem); })) {
    return false;
  }
  if (!suppression.package.empty() && detail_of(finding, "package") != json_text(suppression.package)) {
    return false;
  }
  if (!suppression.version.empty() && detail_of(finding, "version") != json_text(suppression.version)) {
    return false;
  }
  const std::string_view fix = detail_of(finding, "fix");
  return !suppression.has_fix || *suppression.has_fix == (!fix.empty() && fix != "null");
}

/// The ids of gitleaks' lists are places: in any commit, or in the one that they begin with. `name` is the file's.
bool is_there(std::string_view id, const Finding& finding, std::string_view name) {
  const std::string at_line = fmt::format(":{}:{}", finding.rule, finding.place.line);
  if (!id.ends_with(at_line)) {
    return false;
  }
  const std::string_view place = id.substr(0, id.size() - at_line.size());
  if (place == name) {
    return true;
  }
  const std::size_t colon = place.find(':');
  return colon != std::string_view::npos && place.substr(colon + 1) == name &&
         detail_of(finding, "commit") == json_text(place.substr(0, colon));
}

/// True for a place in one commit.
bool is_of_commit(std::string_view id) {
  const std::string_view first = id.substr(0, id.find(':'));
  return first.size() < id.size() && (first.size() == 40 || first.size() == 64) &&
         first.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// The folder of a file; empty for the top.
std::string_view folder_of(std::string_view file) {
  const std::size_t slash = file.rfind('/');
  return file.substr(0, slash == std::string_view::npos ? 0 : slash);
}

bool is_about(const Suppression& suppression, const Finding& finding) {
  if (!finding.place.file.starts_with(suppression.root) ||
      (suppression.folder && *suppression.folder != folder_of(finding.place.file))) {
    return false;
  }
  if (suppression.of_package) {
    return is_about(*suppression.of_package, finding);
  }
  const std::string& id = suppression.id;
  const bool is_by_package =
      id.empty() && (!suppression.package.empty() || !suppression.version.empty() || !suppression.ecosystems.empty() ||
                     !suppression.path.empty() || suppression.has_fix);
  if (!is_about_package(suppression, finding)) {
    return false;
  }
  const std::string name = finding.place.file.substr(suppression.root.size());
  const bool is_named = is_by_package || id == finding.rule || id == finding.fingerprint || id == finding.secret_sha1 ||
                        detail_of(finding, "ids").find(json_text(id)) != std::string_view::npos;
  const bool is_at_other = std::any_of(suppression.other_ids.begin(), suppression.other_ids.end(),
                                       [&](const std::string& other) { return is_there(other, finding, name); });
  if (!is_named && !is_at_other && !is_there(id, finding, name)) {
    return false;
  }
  if (!suppression.file.empty() && suppression.file != name) {
    return false;
  }
  if (suppression.path.empty() || suppression.path == name) {
    return true;
  }
  const auto globs = text::PathGlobs::compile(suppression.path, {.root = "/"});
  return globs && globs->matches(name, false);
}

std::string_view subject(const Suppression& one) {
  if (!one.id.empty() || !one.package.empty()) {
    return one.id.empty() ? one.package : one.id;
  }
  return one.ecosystems.empty() ? std::string_view(one.version) : std::string_view(one.ecosystems.front());
}

std::string why(const Suppression& suppression) {
  std::string text = suppression.reason.empty() ? "suppressed" : suppression.reason;
  if (!suppression.owner.empty()) {
    text += fmt::format(" ({})", suppression.owner);
  }
  return fmt::format("{} [{}:{}]", text, suppression.place.file, suppression.place.line);
}

}  // namespace

std::vector<Suppression> read_gitleaksignore(std::string_view text, const std::string& name, Report& report) {
  std::vector<Suppression> all;
  int number = 0;
  for (const std::string_view raw : split_lines(text)) {
    ++number;
    const std::string_view line = trim(raw);
    if (line.empty() || line.starts_with('#')) {
      continue;
    }
    // A file's name may have colons, too.
    const std::string_view last = line.substr(line.rfind(':') + 1);
    const bool is_place = std::count(line.begin(), line.end(), ':') >= 2 && !last.empty() &&
                          last.find_first_not_of("0123456789") == std::string_view::npos;
    if (!is_place) {
      report.skipped.push_back({{name, number, 0, 0, 0}, "not-understood", "no fingerprint of gitleaks"});
      continue;
    }
    Suppression one{.id = replace_all(line, "\\", "/"), .reason = "listed for gitleaks"};
    one.other_ids = own_places_of(one.id);
    one.place = {name, number, 0, 0, 0};
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<Suppression> read_trivyignore(std::string_view text, const std::string& name, Report& report) {
  std::vector<Suppression> all;
  int number = 0;
  for (const std::string_view raw : split_lines(text)) {
    ++number;
    const std::string_view line = trim(raw.substr(0, raw.find('#')));
    if (line.empty()) {
      continue;
    }
    Suppression one{.id = std::string(line.substr(0, line.find(' '))), .reason = "listed for trivy"};
    if (const std::size_t until = line.find("exp:"); until != std::string_view::npos) {
      one.expires = line.substr(until + 4, 10);
      if (!is_day(one.expires)) {
        report.skipped.push_back(
            {{name, number, 0, 0, 0}, "not-understood", fmt::format("'{}' is no day", one.expires)});
        continue;
      }
    }
    one.place = {name, number, 0, 0, 0};
    all.push_back(std::move(one));
  }
  return all;
}

Result<std::vector<Suppression>> read_detect_secrets(std::string_view text, const std::string& name) {
  const auto document = parse_json(text, name);
  if (!document || !document->is_object()) {
    return fail(ErrorKind::kUsage,
                document ? fmt::format("{} is not a baseline of detect-secrets", name) : document.error().message);
  }
  std::vector<Suppression> all;
  const json::value* results = document->as_object().if_contains("results");
  if (results == nullptr || !results->is_object()) {
    return fail(ErrorKind::kUsage, fmt::format("{} is not a baseline of detect-secrets: it has no results", name));
  }
  for (const auto& [file, entries] : results->as_object()) {
    for (const json::value& entry : entries.is_array() ? entries.as_array() : json::array()) {
      const std::string_view hash = entry.is_object() ? string_member(entry.as_object(), "hashed_secret") : "";
      if (!hash.empty()) {
        const std::string_view in = std::string_view(file).substr(file.starts_with("./") ? 2 : 0);
        Suppression one{.id = std::string(hash), .file = std::string(in), .reason = "in detect-secrets' baseline"};
        one.place = {name, 1, 0, 0, 0};
        all.push_back(std::move(one));
      }
    }
  }
  return all;
}

void suppress(Report& report, const std::vector<Suppression>& suppressions, const Baseline& baseline,
              const std::string& today) {
  std::vector<bool> is_used(suppressions.size());
  std::vector<Finding> refused;
  for (Finding& finding : report.findings) {
    if (finding.is_suppressed) {
      continue;
    }
    if (baseline.knows(finding)) {
      if (baseline.locked.contains(finding.rule)) {
        refused.push_back(waiver_not_allowed(finding.rule, baseline.place,
                                             fmt::format("'{}' is taken as known by the baseline", finding.rule)));
      } else {
        finding.is_suppressed = true;
        finding.suppressed_by = "known before: it is in the baseline";
        continue;
      }
    }
    for (std::size_t number = 0; number < suppressions.size(); ++number) {
      const Suppression& one = suppressions[number];
      if (!is_about(one, finding)) {
        continue;
      }
      is_used[number] = true;
      if (!one.expires.empty() && (!is_day(one.expires) || one.expires < today)) {
        continue;
      }
      if (one.locked.contains(finding.rule)) {
        refused.push_back(waiver_not_allowed(finding.rule, one.place, fmt::format("'{}' is suppressed", finding.rule)));
        continue;
      }
      finding.is_suppressed = true;
      finding.suppressed_by = why(one);
      break;
    }
  }
  for (Finding& one : refused) {
    const bool is_told = std::any_of(report.findings.begin(), report.findings.end(), [&](const Finding& told) {
      return told.fingerprint == one.fingerprint && told.place.line == one.place.line;
    });
    if (!is_told) {
      report.findings.push_back(std::move(one));
    }
  }
  // Where no commit was looked at, what is about one could not be needed.
  const bool has_commits = std::any_of(report.findings.begin(), report.findings.end(),
                                       [](const Finding& finding) { return !detail_of(finding, "commit").empty(); });
  for (std::size_t number = 0; number < suppressions.size(); ++number) {
    const Suppression& one = suppressions[number];
    if (!one.expires.empty() && !is_day(one.expires)) {
      report.skipped.push_back({one.place, "not-understood",
                                fmt::format("the suppression of '{}' ends on '{}', which is no day: it does not hold",
                                            subject(one), one.expires)});
    } else if (!one.expires.empty() && one.expires < today) {
      report.skipped.push_back({one.place, "expired-suppression",
                                fmt::format("the suppression of '{}' ended on {}", subject(one), one.expires)});
    } else if (!is_used[number] && (has_commits || !is_of_commit(one.id))) {
      report.skipped.push_back({one.place, "unused-suppression",
                                fmt::format("the suppression of '{}' was needed by nothing", subject(one))});
    }
  }
}

}  // namespace ropewalk::scan
