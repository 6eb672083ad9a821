#include "scan/image/judge_distribution.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>

#include "base/hash.h"
#include "base/json.h"
#include "scan/advisories/matcher.h"

namespace ropewalk::scan {
namespace {

/// What a package is looked up as.
struct Lookup {
  std::string name;
  std::string version;
};

/// Without the suffix of a rebuild of the binary package alone: `1.2-3+b1` is built from the source `1.2-3`.
std::string without_rebuild(std::string version) {
  const std::size_t plus = version.rfind("+b");
  const bool is_rebuild = plus != std::string::npos && plus + 2 < version.size() &&
                          std::all_of(version.begin() + static_cast<std::ptrdiff_t>(plus) + 2, version.end(),
                                      [](unsigned char letter) { return std::isdigit(letter) != 0; });
  return is_rebuild ? version.substr(0, plus) : version;
}

/// Debian's, Ubuntu's and Alpine's advisories go by the source package; those of rpm's distributions by either.
std::vector<Lookup> lookups(const Package& package, bool is_rpm) {
  const std::string source = text_detail(package, "source");
  const std::string source_version = text_detail(package, "source_version");
  Lookup by_source{source.empty() ? package.name : source,
                   source_version.empty() ? without_rebuild(package.version) : source_version};
  std::vector<Lookup> all{by_source};
  if (is_rpm && by_source.name != package.name) {
    all.push_back({package.name, package.version});
  }
  return all;
}

/// The ecosystems of the data that are about a distribution (`Debian:12`): itself, its parts (`Red
/// Hat:enterprise_linux:9::baseos`), and what is about all its releases (`Debian`).
std::vector<std::string_view> ecosystems_of(const std::string& distribution,
                                            const std::vector<std::string_view>& known) {
  std::vector<std::string_view> found;
  for (const std::string_view ecosystem : known) {
    const auto begins_with = [](std::string_view whole, std::string_view part) {
      return whole.starts_with(part) && (whole.size() == part.size() || whole[part.size()] == ':');
    };
    if (begins_with(ecosystem, distribution) || begins_with(distribution, ecosystem)) {
      found.push_back(ecosystem);
    }
  }
  return found;
}

std::string message(const Package& package, const Lookup& lookup, const Vulnerability& one,
                    std::string_view distribution) {
  std::string text = fmt::format("{} {} ", package.name, package.version);
  if (lookup.name != package.name) {
    text += fmt::format("(of {}) ", lookup.name);
  }
  text += fmt::format("has a known vulnerability: {}", fmt::join(one.ids, ", "));
  if (!one.summary.empty()) {
    text += ": " + one.summary;
  }
  if (one.fixed_in) {
    text += fmt::format("; {} mends it in {}", distribution, *one.fixed_in);
  } else {
    text += fmt::format("; {} has not mended it", distribution);
  }
  return one.urgency.empty() ? text : text + fmt::format(" ({})", one.urgency);
}

Finding make_finding(const Package& package, const Lookup& lookup, const Vulnerability& one,
                     std::string_view ecosystem) {
  Finding finding;
  finding.scanner = "image";
  finding.rule = one.ids.front();
  finding.severity = one.severity;
  finding.message = message(package, lookup, one, ecosystem);
  finding.place = package.place;
  std::string subject = "image";
  for (const std::string_view part : {ecosystem, std::string_view(package.name), std::string_view(package.version),
                                      std::string_view(one.ids.front())}) {
    subject += '\0';
    subject += part;
  }
  finding.fingerprint = to_hex(sha256(subject)).substr(0, 32);
  finding.hint = one.fixed_in ? fmt::format("update {} to {}", package.name, *one.fixed_in)
                              : "remove the package where it is not needed, or say why it does not matter";
  finding.details = {{"package", json_text(package.name)},
                     {"version", json_text(package.version)},
                     {"ecosystem", json_text(ecosystem)},
                     {"ids", json_texts(one.ids)},
                     {"fix", one.fixed_in ? json_text(*one.fixed_in) : "null"},
                     {"source", json_text(lookup.name)},
                     {"source_version", json_text(lookup.version)}};
  if (!one.urgency.empty()) {
    finding.details.emplace_back("urgency", json_text(one.urgency));
  }
  if (one.score) {
    finding.details.emplace_back("score", fmt::format("{}.{}", *one.score / 10, *one.score % 10));
  }
  if (!one.vector.empty()) {
    finding.details.emplace_back("vector", json_text(one.vector));
  }
  if (!one.link.empty()) {
    finding.details.emplace_back("link", json_text(one.link));
  }
  add_origin(package, finding);
  return finding;
}

}  // namespace

std::string_view detail(const Package& package, std::string_view key) {
  const auto found =
      std::find_if(package.details.begin(), package.details.end(), [&](const auto& pair) { return pair.first == key; });
  return found == package.details.end() ? std::string_view("null") : std::string_view(found->second);
}

std::string text_detail(const Package& package, std::string_view key) { return text_detail(package.details, key); }

std::string text_detail(const Details& details, std::string_view key) {
  const auto found = std::find_if(details.begin(), details.end(), [&](const auto& pair) { return pair.first == key; });
  const auto value = found == details.end() ? Result<json::value>(json::value()) : parse_json(found->second, key);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

void add_origin(const Package& package, Finding& finding) {
  constexpr std::array<const char*, 7> kKept = {"layer", "introduced", "introduced_by", "in_base",
                                                "base",  "path",       "vendored_by"};
  for (const char* key : kKept) {
    if (const std::string_view value = detail(package, key); value != "null") {
      finding.details.emplace_back(key, std::string(value));
    }
  }
  const std::string carrier = text_detail(package, "vendored_by");
  const std::string instruction = text_detail(package, "introduced_by");
  if (!carrier.empty()) {
    finding.hint += fmt::format("; {} carries it inside of itself, so update {}", carrier, carrier);
  } else if (detail(package, "in_base") == "true") {
    const std::string base = text_detail(package, "base");
    finding.hint +=
        fmt::format("; it came with the base image{}{}: build on a newer one", base.empty() ? "" : " ", base);
  } else if (!instruction.empty()) {
    constexpr std::size_t kLongest = 80;
    finding.hint += fmt::format("; it was brought by: {}{}", instruction.substr(0, kLongest),
                                instruction.size() > kLongest ? "…" : "");
  }
}

Report judge_distribution(const std::vector<Package>& packages, const Pack& pack) {
  Report report;
  const std::vector<std::string_view> known = pack.ecosystems();
  std::map<std::string, std::size_t> unknown;
  for (const Package& package : packages) {
    const std::string kind = text_detail(package, "ecosystem");
    if (kind != "deb" && kind != "apk" && kind != "rpm") {
      continue;
    }
    const std::string distribution = text_detail(package, "distribution");
    const auto ecosystems = distribution.empty() ? std::vector<std::string_view>() : ecosystems_of(distribution, known);
    if (ecosystems.empty()) {
      ++unknown[distribution.empty() ? fmt::format("a distribution that is not known ({})", kind) : distribution];
      continue;
    }
    ++report.looked_at;
    std::set<std::string> seen;
    for (const std::string_view ecosystem : ecosystems) {
      for (const Lookup& lookup : lookups(package, kind == "rpm")) {
        for (const Vulnerability& one : vulnerabilities(pack, ecosystem, lookup.name, lookup.version)) {
          if (seen.insert(one.ids.front()).second) {
            report.findings.push_back(make_finding(package, lookup, one, ecosystem));
          }
        }
      }
    }
  }
  for (const auto& [distribution, count] : unknown) {
    report.trouble.push_back(
        {{},
         "no-advisories",
         fmt::format("{} {} of {} {} listed and not judged: the data has no advisories of it; "
                     "`ropewalk db build` takes OSV's archives of distributions",
                     count, count == 1 ? "package" : "packages", distribution, count == 1 ? "is" : "are"),
         {}});
  }
  return report;
}

}  // namespace ropewalk::scan
