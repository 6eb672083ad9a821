#include "scan/secrets/report_hits.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "base/sha1.h"
#include "base/strings.h"
#include "scan/core/redact.h"
#include "scan/secrets/detect/checksum.h"

namespace ropewalk::scan {
namespace {

/// The same for a secret wherever it stands, so that a move, a rebase or a squash keeps it; another secret in the same
/// place has another one.
std::string fingerprint(const Hit& hit, const std::string& path) {
  const std::string subject = hit.is_file_name ? path : hit.secret;
  return to_hex(sha256(hit.rule->id + '\0' + subject)).substr(0, 40);
}

std::string gitleaks_fingerprint(const Hit& hit, const std::string& path, const std::string& commit) {
  const std::string place = fmt::format("{}:{}:{}", path, hit.rule->id, hit.place.start_line);
  return commit.empty() ? place : commit + ":" + place;
}

/// True when the secret is also part of what is told about its place. Short ones would take ordinary names with them.
bool stands_beside(std::string_view secret, std::string_view path, const Origin& origin) {
  constexpr std::size_t kLong = 12;
  const auto is_in = [secret](std::string_view text) { return text.find(secret) != std::string_view::npos; };
  return secret.size() >= kLong && (is_in(path) || is_in(origin.author) || is_in(origin.email));
}

}  // namespace

std::optional<Skipped> passed_over(const Detector& detector, const std::string& path) {
  if (path.empty() || !detector.skips(path, {})) {
    return std::nullopt;
  }
  const Location place{path, 0, 0, 0, 0};
  return detector.is_own_file(path) ? Skipped{place, "own-rules", "the rules are read from it"}
                                    : Skipped{place, "by-rule", "an allow list takes the file out"};
}

Finding to_finding(const Hit& hit, const std::string& path, const Origin& origin, bool is_gitleaks) {
  const Rule& rule = *hit.rule;
  Finding finding;
  finding.scanner = "secrets";
  finding.rule = rule.id;
  finding.severity = rule.severity;
  finding.message = rule.description.empty() ? rule.id : rule.description;
  finding.hint = rule.hint;
  finding.place = {path, hit.place.start_line, hit.place.start_column, hit.place.end_line, hit.place.end_column};
  finding.fingerprint = is_gitleaks ? gitleaks_fingerprint(hit, path, origin.commit) : fingerprint(hit, path);
  if (hit.is_in_name || stands_beside(hit.secret, path, origin)) {
    finding.secret_in_name = hit.secret;
  }
  finding.secret_sha1 = sha1_hex(hit.secret);
  const auto add = [&finding](const char* key, std::string value) {
    finding.details.emplace_back(key, std::move(value));
  };
  if (!origin.commit.empty()) {
    add("commit", json_text(origin.commit));
    add("author", json_text(origin.author));
    add("email", json_text(origin.email));
    add("date", json_text(origin.date));
  }
  add("secret_sha256", json_text(to_hex(sha256(hit.secret))));
  add("entropy", fmt::format("{:.4f}", hit.entropy));
  if (hit.rarity) {
    add("rarity", fmt::format("{:.2f}", *hit.rarity));
  }
  if (const auto holds = checksum_holds(rule.checksum, hit.secret)) {
    add("checksum", json_text(*holds ? "valid" : "invalid"));
    finding.message += *holds ? " (its checksum holds: it was given out by the provider)"
                              : " (its checksum does not hold: mistyped or made up)";
  }
  if (is_gitleaks) {
    finding.order = origin.commit;
    add("start_line", std::to_string(hit.place.start_line));
    add("start_column", std::to_string(hit.place.start_column));
  }
  if (!hit.tags.empty()) {
    add("tags", json_texts(hit.tags));
  }
  if (!hit.allowed_by.empty()) {
    finding.is_suppressed = true;
    const bool is_before = hit.allowed_by.find("nextline") != std::string::npos;
    finding.suppressed_by = fmt::format("the line {}says '{}'", is_before ? "before " : "", hit.allowed_by);
  }
  return finding;
}

std::vector<std::string> secrets_in(const Detector& detector, std::string_view text) {
  std::vector<std::string> secrets;
  for (const Hit& hit : detector.detect({.text = text, .is_nameless = true})) {
    const bool is_plain = text.find(hit.secret) != std::string_view::npos;
    std::string secret =
        is_plain ? hit.secret : std::string(text.substr(hit.match.begin, hit.match.end - hit.match.begin));
    if (!secret.empty()) {
      secrets.push_back(std::move(secret));
    }
  }
  return secrets;
}

bool tells_secrets(const Report& report, const Detector& detector) {
  return has_secret_names(report, [&detector](std::string_view text) { return secrets_in(detector, text); });
}

void mask_names(Report& report) {
  std::vector<std::string> secrets;
  for (const Finding& finding : report.findings) {
    if (!finding.secret_in_name.empty()) {
      secrets.push_back(finding.secret_in_name);
    }
  }
  for (const std::string& secret : secrets) {
    const auto mask = [&secret](std::string& text) { text = replace_all(text, secret, "REDACTED"); };
    const auto mask_details = [&mask](Details& details) {
      for (auto& [key, value] : details) {
        mask(value);
      }
    };
    for (Finding& finding : report.findings) {
      mask(finding.place.file);
      mask(finding.fingerprint);
      mask_details(finding.details);
    }
    for (Package& package : report.packages) {
      mask(package.place.file);
      mask_details(package.details);
    }
    for (Fact& fact : report.facts) {
      mask_details(fact.fields);
    }
    for (Skipped& skipped : report.skipped) {
      mask(skipped.place.file);
      mask(skipped.message);
    }
    for (Trouble& trouble : report.trouble) {
      mask(trouble.place.file);
      mask(trouble.message);
      mask_details(trouble.details);
    }
  }
}

}  // namespace ropewalk::scan
