#include "scan/core/baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/sha1.h"
#include "base/strings.h"
#include "scan/secrets/rules/gitleaks_rules.h"

namespace ropewalk::scan {
namespace {

/// The kinds of lines of jsonl.
constexpr std::array<std::string_view, 10> kLineTypes = {"finding", "package", "skipped", "error",  "summary",
                                                         "rule",    "entry",   "owners",  "config", "allowlist"};

auto no_report(const std::string& name, std::string_view what) {
  return fail(ErrorKind::kUsage, fmt::format("{} is no report: {}", name, what),
              "a baseline is an earlier report: --format json=FILE, or one of gitleaks");
}

class BaselineReader {
 public:
  explicit BaselineReader(const std::string& name) : name_(name) {}

  Result<Baseline> read(std::string_view text) {
    if (trim(text).empty()) {
      return no_report(name_, "it is empty");
    }
    const auto document = parse_json(text, name_);
    const bool is_line = document && document->is_object() && document->as_object().contains("type");
    auto done = !document || is_line ? read_lines(text) : read_document(*document);
    return done ? Result<Baseline>(std::move(baseline_)) : fail(std::move(done.error()));
  }

 private:
  Result<void> read_document(const json::value& document) {
    const bool is_gitleaks = document.is_array();
    const json::value* findings = &document;
    if (!is_gitleaks) {
      findings = document.is_object() ? document.as_object().if_contains("findings") : nullptr;
    }
    if (findings == nullptr || !findings->is_array()) {
      return no_report(name_, "it has no list of findings");
    }
    for (const json::value& item : findings->as_array()) {
      auto done = item.is_object() ? is_gitleaks ? add_of_gitleaks(item.as_object()) : add(item.as_object())
                                   : no_report(name_, "a finding is no object");
      if (!done) {
        return done;
      }
    }
    return {};
  }

  Result<void> read_lines(std::string_view text) {
    for (const std::string_view line : split_lines(text)) {
      if (trim(line).empty()) {
        continue;
      }
      const auto item = parse_json(line, name_);
      if (!item) {
        return no_report(name_, item.error().message);
      }
      const std::string_view type = item->is_object() ? string_member(item->as_object(), "type") : "";
      if (std::find(kLineTypes.begin(), kLineTypes.end(), type) == kLineTypes.end()) {
        return no_report(name_, "its lines are not those of jsonl");
      }
      if (type == "finding") {
        if (auto done = add(item->as_object()); !done) {
          return done;
        }
      }
    }
    return {};
  }

  Result<void> add(const json::object& finding) {
    const std::string_view print = string_member(finding, "fingerprint");
    if (print.empty()) {
      return no_report(name_, "a finding has no fingerprint");
    }
    baseline_.fingerprints.emplace(print);
    return {};
  }

  Result<void> add_of_gitleaks(const json::object& finding) {
    const std::string_view print = string_member(finding, "Fingerprint");
    if (print.empty()) {
      return no_report(name_, "a finding has no Fingerprint");
    }
    const std::string_view secret = string_member(finding, "Secret");
    const bool is_hidden = secret.empty() || secret == "REDACTED" || secret.ends_with("...");
    std::vector<std::string> prints = own_places_of(print);
    prints.emplace_back(print);
    for (const std::string& one : prints) {
      baseline_.places[one].insert(is_hidden ? "" : sha1_hex(secret));
    }
    return {};
  }

  const std::string& name_;
  Baseline baseline_;
};

}  // namespace

bool Baseline::knows(const Finding& finding) const {
  const auto is_known = [&](const std::string& print) {
    const auto at = places.find(print);
    return at != places.end() && (at->second.contains("") || at->second.contains(finding.secret_sha1));
  };
  return fingerprints.contains(finding.fingerprint) ||
         (!places.empty() && (is_known(finding.fingerprint) || is_known(gitleaks_place(finding))));
}

Result<Baseline> read_baseline(std::string_view text, const std::string& name) {
  return BaselineReader(name).read(text);
}

}  // namespace ropewalk::scan
