#include "app/scan/policy_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <memory_resource>
#include <set>
#include <utility>

#include "base/hash.h"
#include "yaml/document.h"

namespace ropewalk::app {
namespace {

constexpr std::uint64_t kMostBytes = 4ULL << 20U;
constexpr int kDeepest = 5;

class PolicyReader {
 public:
  explicit PolicyReader(const ScanPorts& ports) : ports_(ports) {}

  Result<DecidedPolicy> read() {
    if (auto done = take(ports_.config.scan.policy, std::string(config::kConfigFile), 0); !done) {
      return fail(std::move(done.error()));
    }
    return std::move(decided_);
  }

 private:
  /// What a file extends comes first, so that the file itself has the last word where it may have one.
  Result<void> take(const config::PolicySettings& settings, const std::string& file, int depth) {
    if (depth > kDeepest) {
      return fail(ErrorKind::kUsage, fmt::format("{}: policies extend each other more than {} deep", file, kDeepest));
    }
    for (const std::string& wider : settings.extends) {
      if (auto done = extend(wider, file, depth); !done) {
        return done;
      }
    }
    for (const auto& [rule, word] : settings.rules) {
      if (is_locked(rule) && weakens(rule, word)) {
        refuse(rule, file, 1, fmt::format("'{}' is set to {}", rule, word));
      } else {
        decided_.weights.push_back({rule, word});
      }
    }
    for (const config::ScanSuppression& waiver : settings.waivers) {
      scan::Suppression made{.id = waiver.id,
                             .path = waiver.path,
                             .reason = waiver.reason,
                             .owner = waiver.owner,
                             .expires = waiver.expires};
      made.place.file = file;
      made.place.line =
          waiver.place.file ? static_cast<int>(waiver.place.file->locate(waiver.place.span.begin).line) : 1;
      if (is_locked(waiver.id)) {
        refuse(waiver.id, file, made.place.line, fmt::format("'{}' is waived", waiver.id));
      } else {
        decided_.waivers.push_back(std::move(made));
      }
    }
    if (!settings.branch_protection.empty()) {
      decided_.branch_protection = settings.branch_protection;
    }
    locked_.insert(settings.no_waivers.begin(), settings.no_waivers.end());
    return {};
  }

  Result<void> extend(const std::string& wider, const std::string& file, int depth) {
    const auto text = ports_.files.read_regular(ports_.place.top / wider, kMostBytes, ports::Links::kFollow);
    if (!text) {
      return fail(ErrorKind::kUsage,
                  fmt::format("{}: the policy '{}' cannot be read: {}", file, wider, text.error().message),
                  "paths of 'extends' count from the repository's top");
    }
    std::pmr::monotonic_buffer_resource memory;
    const yaml::Document document = yaml::read_document(std::make_shared<const SourceFile>(wider, *text), memory);
    std::vector<Error> errors;
    if (document.problem) {
      errors.push_back(yaml::to_error(document));
    }
    const config::PolicySettings settings =
        document.problem ? config::PolicySettings() : config::read_policy_file(document, errors);
    if (!errors.empty()) {
      errors.front().kind = ErrorKind::kUsage;
      return fail(std::move(errors.front()));
    }
    return take(settings, wider, depth + 1);
  }

  [[nodiscard]] bool is_locked(const std::string& rule) const {
    return locked_.contains(rule) || locked_.contains("*");
  }

  /// Lighter than what a wider file says; any word for a rule that none gives a weight is taken as lighter.
  [[nodiscard]] bool weakens(const std::string& rule, const std::string& word) const {
    const auto known = std::find_if(decided_.weights.rbegin(), decided_.weights.rend(),
                                    [&](const DecidedPolicy::Weight& weight) { return weight.rule == rule; });
    if (known == decided_.weights.rend() || word == "off") {
      return true;
    }
    return scan::severity_named(word) < scan::severity_named(known->word);
  }

  void refuse(const std::string& rule, const std::string& file, int line, std::string what) {
    scan::Finding finding;
    finding.scanner = "policy";
    finding.rule = "waiver-not-allowed";
    finding.severity = scan::Severity::kHigh;
    finding.message = std::move(what) + ", which the policy that this file extends does not allow";
    finding.hint = "mend what the rule finds, or ask the owners of the policy";
    finding.place = {file, line, 1, line, 1};
    finding.fingerprint = to_hex(sha256(fmt::format("waiver-not-allowed\n{}\n{}\n", file, rule))).substr(0, 32);
    decided_.refused.push_back(std::move(finding));
  }

  const ScanPorts& ports_;
  DecidedPolicy decided_;
  std::set<std::string> locked_;
};

}  // namespace

Result<DecidedPolicy> read_policy(const ScanPorts& ports) { return PolicyReader(ports).read(); }

void decide_policy(const DecidedPolicy& policy, const std::string& today, scan::Report& report) {
  std::size_t off = 0;
  for (const DecidedPolicy::Weight& weight : policy.weights) {
    for (scan::Finding& finding : report.findings) {
      if (finding.rule == weight.rule && weight.word != "off") {
        finding.severity = *scan::severity_named(weight.word);
      }
    }
  }
  const auto is_off = [&](const scan::Finding& finding) {
    const auto last = std::find_if(policy.weights.rbegin(), policy.weights.rend(),
                                   [&](const DecidedPolicy::Weight& weight) { return weight.rule == finding.rule; });
    return last != policy.weights.rend() && last->word == "off";
  };
  for (const scan::Finding& finding : report.findings) {
    if (is_off(finding)) {
      ++off;
      report.skipped.push_back({finding.place, "rule-off", fmt::format("the rule '{}' is off", finding.rule)});
    }
  }
  if (off > 0) {
    std::erase_if(report.findings, is_off);
  }
  scan::suppress(report, policy.waivers, {}, today);
  report.findings.insert(report.findings.end(), policy.refused.begin(), policy.refused.end());
}

}  // namespace ropewalk::app
