#include "app/scan/policy_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <memory_resource>
#include <set>
#include <utility>

#include "yaml/document.h"

namespace ropewalk::app {
namespace {

constexpr std::uint64_t kMostBytes = 4ULL << 20U;
constexpr int kDeepest = 5;

/// One file of policy, and the one that extends it.
struct PolicyFile {
  config::PolicySettings settings;
  std::string name;
  std::size_t extended_by = 0;
};

class PolicyReader {
 public:
  explicit PolicyReader(const ScanPorts& ports) : ports_(ports) {}

  Result<DecidedPolicy> read() {
    if (auto done = gather(ports_.config.scan.policy, std::string(config::kConfigFile), 0, 0); !done) {
      return fail(std::move(done.error()));
    }
    // What a file extends comes first, so that the file itself has the last word where it may have one.
    for (std::size_t number = files_.size(); number > 0; --number) {
      take(files_[number - 1], locked_for(number - 1));
    }
    decided_.locked = locked_for(0);
    decided_.locked.names.insert("waiver-not-allowed");
    for (const config::ScanSuppression& one : ports_.config.scan.suppress) {
      if (decided_.locked.contains(one.id)) {
        refuse(one.id, std::string(config::kConfigFile), line_of(one), fmt::format("'{}' is suppressed", one.id));
      }
    }
    return std::move(decided_);
  }

 private:
  static int line_of(const config::ScanSuppression& one) {
    return one.place.file ? static_cast<int>(one.place.file->locate(one.place.span.begin).line) : 1;
  }

  /// The file before what it extends; of several that one file extends the last comes first, as it counts more.
  Result<void> gather(config::PolicySettings settings, const std::string& name, std::size_t extended_by, int depth) {
    if (depth > kDeepest) {
      return fail(ErrorKind::kUsage, fmt::format("{}: policies extend each other more than {} deep", name, kDeepest));
    }
    const std::size_t number = files_.size();
    files_.push_back({std::move(settings), name, extended_by});
    const std::vector<std::string> wider = files_[number].settings.extends;
    for (auto one = wider.rbegin(); one != wider.rend(); ++one) {
      auto read = read_file(*one, name);
      if (!read) {
        return fail(std::move(read.error()));
      }
      if (auto done = gather(std::move(*read), *one, number, depth + 1); !done) {
        return done;
      }
    }
    return {};
  }

  /// What all other files lock, but for those that extend this one: they are below it.
  [[nodiscard]] scan::LockedRules locked_for(std::size_t number) const {
    std::set<std::string> below = {files_[number].name};
    for (std::size_t at = number; at != 0; at = files_[at].extended_by) {
      below.insert(files_[files_[at].extended_by].name);
    }
    scan::LockedRules locked;
    for (const PolicyFile& file : files_) {
      if (!below.contains(file.name)) {
        locked.names.insert(file.settings.no_waivers.begin(), file.settings.no_waivers.end());
      }
    }
    return locked;
  }

  void take(const PolicyFile& file, const scan::LockedRules& locked) {
    for (const auto& [rule, word] : file.settings.rules) {
      if (is_locked(locked, rule) && weakens(rule, word)) {
        refuse(rule, file.name, 1, fmt::format("'{}' is set to {}", rule, word));
      } else {
        decided_.weights.push_back({rule, word});
      }
    }
    for (const config::ScanSuppression& waiver : file.settings.waivers) {
      if (is_locked(locked, waiver.id)) {
        refuse(waiver.id, file.name, line_of(waiver), fmt::format("'{}' is waived", waiver.id));
        continue;
      }
      scan::Suppression made{.id = waiver.id,
                             .path = waiver.path,
                             .reason = waiver.reason,
                             .owner = waiver.owner,
                             .expires = waiver.expires,
                             .locked = locked};
      made.place.file = file.name;
      made.place.line = line_of(waiver);
      made.place.column = 1;
      decided_.waivers.push_back(std::move(made));
    }
    if (!file.settings.branch_protection.empty()) {
      decided_.branch_protection = file.settings.branch_protection;
    }
  }

  Result<config::PolicySettings> read_file(const std::string& wider, const std::string& file) {
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
    config::PolicySettings settings =
        document.problem ? config::PolicySettings() : config::read_policy_file(document, errors);
    if (!errors.empty()) {
      errors.front().kind = ErrorKind::kUsage;
      return fail(std::move(errors.front()));
    }
    return settings;
  }

  /// A word of the settings is taken as a rule's name, whether or not the table has it.
  static bool is_locked(const scan::LockedRules& locked, const std::string& rule) {
    return locked.names.contains("*") || locked.contains(rule);
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
    decided_.refused.push_back(scan::waiver_not_allowed(rule, {file, line, 1, line, 1}, std::move(what)));
  }

  const ScanPorts& ports_;
  /// Each before what it extends.
  std::vector<PolicyFile> files_;
  DecidedPolicy decided_;
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
  // What a comment in a file takes out.
  for (std::size_t number = 0, count = report.findings.size(); number < count; ++number) {
    scan::Finding& finding = report.findings[number];
    if (finding.is_suppressed && policy.locked.contains(finding.rule)) {
      finding.is_suppressed = false;
      scan::Finding refused =
          scan::waiver_not_allowed(finding.rule, finding.place, fmt::format("a comment takes '{}' out", finding.rule));
      report.findings.push_back(std::move(refused));
    }
  }
  scan::suppress(report, policy.waivers, {}, today);
  report.findings.insert(report.findings.end(), policy.refused.begin(), policy.refused.end());
}

}  // namespace ropewalk::app
