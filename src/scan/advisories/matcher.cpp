#include "scan/advisories/matcher.h"

#include <algorithm>
#include <map>

#include "base/strings.h"
#include "scan/advisories/ids.h"
#include "scan/advisories/ranges.h"
#include "versions/pep440.h"

namespace ropewalk::scan {
namespace {

bool is_in_ranges(const Pack& pack, versions::Scheme scheme, const PackAffected& affected, std::string_view key) {
  RangeWalk walk(scheme, key);
  for (std::uint32_t i = 0; i < affected.events && affected.first_event + i < pack.rows(PackTable::kEvents); ++i) {
    const PackEvent event = pack.event(affected.first_event + i);
    if (event.begins_range) {
      if (walk.is_affected()) {
        return true;
      }
      walk = RangeWalk(scheme, key);
    }
    walk.add(static_cast<EventKind>(std::min(event.kind, 3U)), event.key);
  }
  return walk.is_affected();
}

bool is_in_list(const Pack& pack, versions::Scheme scheme, const PackAffected& affected, std::string_view key) {
  for (std::uint32_t i = 0; i < affected.versions && affected.first_version + i < pack.rows(PackTable::kVersions);
       ++i) {
    if (compare_keys(scheme, pack.version(affected.first_version + i), key) == 0) {
      return true;
    }
  }
  return false;
}

std::vector<Match> match_key(const Pack& pack, versions::Scheme scheme, const PackPackage& package,
                             std::string_view key) {
  std::vector<Match> matches;
  for (std::uint32_t i = 0; i < package.count && package.first + i < pack.rows(PackTable::kAffected); ++i) {
    const PackAffected affected = pack.affected(package.first + i);
    const bool is_in_range = is_in_ranges(pack, scheme, affected, key);
    if (is_in_range || is_in_list(pack, scheme, affected, key)) {
      matches.push_back({affected.advisory, package.first + i, is_in_range});
    }
  }
  return matches;
}

/// A version that people can ask for: by the scheme's own grammar, where it has one.
bool is_version(versions::Scheme scheme, std::string_view text) {
  return versions::normal_form(scheme, text).has_value();
}

}  // namespace

std::vector<Match> match(const Pack& pack, std::string_view ecosystem, std::string_view name,
                         std::string_view version) {
  const auto scheme = versions::scheme_named(ecosystem);
  const auto package = scheme ? pack.find(ecosystem, name) : std::nullopt;
  if (!package) {
    return {};
  }
  return match_key(pack, *scheme, *package, version_key(*scheme, version));
}

std::optional<std::string> fix_for(const Pack& pack, std::string_view ecosystem, std::string_view name,
                                   std::string_view version) {
  const auto scheme = versions::scheme_named(ecosystem);
  const auto package = scheme ? pack.find(ecosystem, name) : std::nullopt;
  if (!package) {
    return std::nullopt;
  }
  const std::string key = version_key(*scheme, version);
  std::optional<PackEvent> best;
  for (std::uint32_t i = 0; i < package->count && package->first + i < pack.rows(PackTable::kAffected); ++i) {
    const PackAffected affected = pack.affected(package->first + i);
    for (std::uint32_t j = 0; j < affected.events && affected.first_event + j < pack.rows(PackTable::kEvents); ++j) {
      const PackEvent event = pack.event(affected.first_event + j);
      const bool is_candidate = static_cast<EventKind>(event.kind) == EventKind::kFixed &&
                                compare_keys(*scheme, event.key, key) > 0 &&
                                (!best || compare_keys(*scheme, event.key, best->key) < 0);
      // Withdrawn advisories count here: no version is proposed that anybody ever warned of.
      if (is_candidate && is_version(*scheme, event.text) && match_key(pack, *scheme, *package, event.key).empty()) {
        best = event;
      }
    }
  }
  return best ? std::optional<std::string>(best->text) : std::nullopt;
}

Severity severity_of_score(std::uint32_t tenths) {
  return tenths >= 90   ? Severity::kCritical
         : tenths >= 70 ? Severity::kHigh
         : tenths >= 40 ? Severity::kMedium
         : tenths > 0   ? Severity::kLow
                        : Severity::kInfo;
}

std::optional<Severity> severity_of_urgency(std::string_view word) {
  std::string lower = to_lower(word.substr(0, word.find('*')));
  if (lower == "unimportant" || lower == "negligible" || lower == "untriaged") {
    return lower == "untriaged" ? std::nullopt : std::optional(Severity::kInfo);
  }
  if (lower == "important") {
    lower = "high";
  } else if (lower == "moderate") {
    lower = "medium";
  }
  const auto severity = severity_named(lower);
  return severity == Severity::kUnknown ? std::nullopt : severity;
}

namespace {

/// Ids that another distribution gave the same CVE say nothing about this one.
bool is_of_another(std::string_view id, std::string_view ecosystem) {
  const std::size_t cve = id.find("-CVE-");
  return cve != std::string_view::npos &&
         !equals_ignoring_case(id.substr(0, cve), ecosystem.substr(0, std::min(ecosystem.find(':'), ecosystem.size())));
}

/// The lowest version above `key` that the entry calls fixed.
void take_fixed(const Pack& pack, versions::Scheme scheme, const PackAffected& affected, std::string_view key,
                std::optional<std::string>& best) {
  for (std::uint32_t i = 0; i < affected.events && affected.first_event + i < pack.rows(PackTable::kEvents); ++i) {
    const PackEvent event = pack.event(affected.first_event + i);
    if (static_cast<EventKind>(event.kind) == EventKind::kFixed && compare_keys(scheme, event.key, key) > 0 &&
        (!best || compare_keys(scheme, event.key, version_key(scheme, *best)) < 0)) {
      best = event.text;
    }
  }
}

bool is_of_distribution(versions::Scheme scheme) {
  return scheme == versions::Scheme::kDebian || scheme == versions::Scheme::kAlpine || scheme == versions::Scheme::kRpm;
}

}  // namespace

std::vector<Vulnerability> vulnerabilities(const Pack& pack, std::string_view ecosystem, std::string_view name,
                                           std::string_view version) {
  std::map<std::uint32_t, Vulnerability> by_group;
  const auto scheme = versions::scheme_named(ecosystem);
  const std::string key = scheme ? version_key(*scheme, version) : std::string();
  for (const Match& found : match(pack, ecosystem, name, version)) {
    const PackAdvisory advisory = pack.advisory(found.advisory);
    if (!advisory.withdrawn.empty()) {
      continue;
    }
    Vulnerability& entry = by_group[advisory.group];
    if (entry.ids.empty()) {
      for (std::uint32_t i = 0;; ++i) {
        const std::string_view id = pack.group_id(advisory.group, i);
        if (id.empty()) {
          break;
        }
        if (!is_of_another(id, ecosystem)) {
          entry.ids.emplace_back(id);
        }
      }
    }
    entry.is_malicious = entry.is_malicious || advisory.is_malicious;
    if (advisory.score && (!entry.score || *advisory.score > *entry.score)) {
      entry.score = advisory.score;
      entry.vector = advisory.vector;
      entry.severity = severity_of_score(*advisory.score);
    }
    if (entry.summary.empty()) {
      entry.summary = advisory.summary;
    }
    if (entry.link.empty()) {
      entry.link = advisory.link;
    }
    if (entry.urgency.empty()) {
      entry.urgency = pack.affected(found.affected).urgency;
    }
    take_fixed(pack, *scheme, pack.affected(found.affected), key, entry.fixed_in);
  }
  std::vector<Vulnerability> found;
  for (auto& [group, entry] : by_group) {
    if (entry.is_malicious) {
      entry.severity = Severity::kCritical;
    } else if (scheme && is_of_distribution(*scheme)) {
      // Who built the package knows best how grave it is there.
      entry.severity = severity_of_urgency(entry.urgency).value_or(entry.severity);
    }
    found.push_back(std::move(entry));
  }
  std::sort(found.begin(), found.end(), [](const Vulnerability& a, const Vulnerability& b) {
    return !a.ids.empty() && !b.ids.empty() && id_is_before(a.ids.front(), b.ids.front());
  });
  return found;
}

}  // namespace ropewalk::scan
