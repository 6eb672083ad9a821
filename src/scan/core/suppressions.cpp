#include "scan/core/suppressions.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/day.h"
#include "base/json.h"
#include "base/strings.h"
#include "text/path_glob.h"

namespace ropewalk::scan {
namespace {

/// The JSON text of a detail, or nothing.
std::string_view detail(const Finding& finding, std::string_view name) {
  for (const auto& [key, value] : finding.details) {
    if (key == name) {
      return value;
    }
  }
  return {};
}

/// What a suppression says of the package holds for the finding.
bool is_about_package(const Suppression& suppression, const Finding& finding) {
  if (!suppression.package.empty() && detail(finding, "package") != json_text(suppression.package)) {
    return false;
  }
  if (!suppression.version.empty() && detail(finding, "version") != json_text(suppression.version)) {
    return false;
  }
  const std::string_view fix = detail(finding, "fix");
  return !suppression.has_fix || *suppression.has_fix == (!fix.empty() && fix != "null");
}

bool is_about(const Suppression& suppression, const Finding& finding) {
  const std::string& id = suppression.id;
  const bool is_by_package = id.empty() && (!suppression.package.empty() || suppression.has_fix);
  if (!is_about_package(suppression, finding)) {
    return false;
  }
  const bool is_named = is_by_package || id == finding.rule || id == finding.fingerprint || id == finding.secret_sha1 ||
                        detail(finding, "ids").find(json_text(id)) != std::string_view::npos;
  // The places of gitleaks' lists are its fingerprints.
  const std::string at_place = fmt::format("{}:{}:{}", finding.place.file, finding.rule, finding.place.line);
  const bool is_there = id == at_place || (id.size() > at_place.size() && id.ends_with(":" + at_place));
  if (!is_named && !is_there) {
    return false;
  }
  if (suppression.path.empty()) {
    return true;
  }
  const auto globs = text::PathGlobs::compile(suppression.path, {.root = "/"});
  return globs && globs->matches(finding.place.file, false);
}

std::string_view subject(const Suppression& one) { return one.id.empty() ? one.package : one.id; }

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
    const auto parts = std::count(line.begin(), line.end(), ':');
    if (parts != 2 && parts != 3) {
      report.skipped.push_back({{name, number, 0, 0, 0}, "not-understood", "no fingerprint of gitleaks"});
      continue;
    }
    Suppression one{.id = replace_all(line, "\\", "/"), .reason = "listed for gitleaks"};
    one.place = {name, number, 0, 0, 0};
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<Suppression> read_trivyignore(std::string_view text, const std::string& name) {
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
        Suppression one{.id = std::string(hash), .path = std::string(file), .reason = "in detect-secrets' baseline"};
        one.place = {name, 1, 0, 0, 0};
        all.push_back(std::move(one));
      }
    }
  }
  return all;
}

Result<std::set<std::string>> read_baseline(std::string_view text, const std::string& name) {
  std::set<std::string> prints;
  const auto add = [&prints](const json::value& item) {
    if (item.is_object()) {
      for (const char* key : {"fingerprint", "Fingerprint"}) {
        if (const std::string_view print = string_member(item.as_object(), key); !print.empty()) {
          prints.emplace(print);
        }
      }
    }
  };
  if (const auto document = parse_json(text, name)) {
    const json::value* findings = document->is_object() ? document->as_object().if_contains("findings") : &*document;
    for (const json::value& item : findings != nullptr && findings->is_array() ? findings->as_array() : json::array()) {
      add(item);
    }
    if (findings != nullptr || document->is_object()) {
      add(*document);
      return prints;
    }
  }
  for (const std::string_view line : split_lines(text)) {
    const auto item = parse_json(line, name);
    if (!item) {
      return fail(ErrorKind::kUsage, fmt::format("{} is not a report: {}", name, item.error().message));
    }
    add(*item);
  }
  return prints;
}

void suppress(Report& report, const std::vector<Suppression>& suppressions, const std::set<std::string>& baseline,
              const std::string& today) {
  std::vector<bool> is_used(suppressions.size());
  for (Finding& finding : report.findings) {
    if (finding.is_suppressed) {
      continue;
    }
    if (baseline.contains(finding.fingerprint)) {
      finding.is_suppressed = true;
      finding.suppressed_by = "known before: it is in the baseline";
      continue;
    }
    for (std::size_t number = 0; number < suppressions.size(); ++number) {
      const Suppression& one = suppressions[number];
      if (is_about(one, finding)) {
        is_used[number] = true;
        if (one.expires.empty() || (is_day(one.expires) && one.expires >= today)) {
          finding.is_suppressed = true;
          finding.suppressed_by = why(one);
          break;
        }
      }
    }
  }
  for (std::size_t number = 0; number < suppressions.size(); ++number) {
    const Suppression& one = suppressions[number];
    if (!one.expires.empty() && !is_day(one.expires)) {
      report.skipped.push_back({one.place, "not-understood",
                                fmt::format("the suppression of '{}' ends on '{}', which is no day: it does not hold",
                                            subject(one), one.expires)});
    } else if (!one.expires.empty() && one.expires < today) {
      report.skipped.push_back({one.place, "expired-suppression",
                                fmt::format("the suppression of '{}' ended on {}", subject(one), one.expires)});
    } else if (!is_used[number]) {
      report.skipped.push_back({one.place, "unused-suppression",
                                fmt::format("the suppression of '{}' was needed by nothing", subject(one))});
    }
  }
}

}  // namespace ropewalk::scan
