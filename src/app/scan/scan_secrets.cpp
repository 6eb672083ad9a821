#include "app/scan/scan_secrets.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>

#include "app/scan/checkout_places.h"
#include "app/scan/scan_repository.h"
#include "app/scan/secret_rules.h"
#include "app/scan/walk_tree.h"
#include "scan/secrets/report_hits.h"
#include "scan/secrets/rules/list_rules.h"
#include "scan/secrets/sources/archive.h"
#include "scan/secrets/sources/gitleaks_files.h"
#include "scan/secrets/sources/inner_texts.h"
#include "tasks/task_group.h"

namespace ropewalk::app {
namespace {

/// A file of more than this is told as passed over.
constexpr std::uint64_t kMostBytes = 256ULL << 20U;
constexpr std::size_t kThreads = 2;

/// Scans texts into one report.
class TextScanner {
 public:
  TextScanner(const ScanSecretsRequest& request, const scan::Detector& detector)
      : request_(request), detector_(detector) {}

  void scan(std::string_view text, const std::string& name, scan::Report& report) const {
    if (auto passed = scan::passed_over(detector_, name)) {
      report.skipped.push_back(std::move(*passed));
      return;
    }
    ++report.looked_at;
    report.bytes += text.size();
    if (!request_.is_gitleaks) {
      scan_whole(text, name, report);
      for (const scan::Hit& hit : detector_.detect_in_name(name, {})) {
        report.findings.push_back(scan::to_finding(hit, name, {}, false));
      }
      return;
    }
    if (text.empty() || scan::is_archive_name(name) || scan::is_application(text)) {
      return;
    }
    for (const scan::FilePiece& piece : scan::gitleaks_pieces(text)) {
      add({.text = text.substr(piece.span.begin, piece.span.end - piece.span.begin),
           .path = name,
           .first_line = piece.first_line},
          report);
    }
  }

 private:
  void scan_whole(std::string_view text, const std::string& name, scan::Report& report) const {
    scan::each_inner_text(
        text, name, request_.archive_depth,
        {.text =
             [&](std::string_view inner, const std::string& inner_name) {
               report.looked_at += inner_name == name ? 0U : 1U;
               add({.text = inner, .path = inner_name}, report);
             },
         .passed = [&](const scan::NotOpened& passed) { scan::add_not_opened(passed, passed.name, report); }});
  }

  void add(const scan::Fragment& fragment, scan::Report& report) const {
    for (const scan::Hit& hit : detector_.detect(fragment)) {
      report.findings.push_back(scan::to_finding(hit, fragment.path, {}, request_.is_gitleaks));
    }
  }

  const ScanSecretsRequest& request_;
  const scan::Detector& detector_;
};

void scan_file(const TreeFile& file, const TextScanner& scanner, const ScanPorts& ports, scan::Report& report) {
  if (file.size > kMostBytes) {
    report.skipped.push_back({{file.name, 0, 0, 0, 0}, "too-large", "larger than 256 MiB"});
    return;
  }
  const auto text = ports.files.read_regular(file.path, kMostBytes, ports::Links::kFollow);
  if (!text) {
    report.trouble.push_back({{file.name, 0, 0, 0, 0}, "unreadable", text.error().message, {}});
    return;
  }
  scanner.scan(*text, file.name, report);
}

scan::Report scan_files(const std::vector<TreeFile>& files, const TextScanner& scanner, const ScanPorts& ports) {
  scan::Report all;
  std::mutex mutex;
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    scan::Report own;
    for (std::size_t at = next++; at < files.size(); at = next++) {
      scan_file(files[at], scanner, ports, own);
    }
    const std::lock_guard lock(mutex);
    scan::merge(all, std::move(own));
  };
  tasks::TaskGroup group({});
  for (std::size_t thread = 1; thread < std::min(kThreads, files.size()); ++thread) {
    group.start([&work](const std::stop_token&) { work(); });
  }
  work();
  group.wait();
  return all;
}

/// The report with what it takes to keep secrets out of the names that it tells; gitleaks' fingerprints hold names.
Result<scan::Report> with_masks(Result<scan::Report> report, bool is_gitleaks, scan::SecretsInName secrets_in_name) {
  if (report && is_gitleaks) {
    scan::mask_names(*report);
    report->secrets_in_name = [](std::string_view) { return std::vector<std::string>(); };
  } else if (report) {
    report->secrets_in_name = std::move(secrets_in_name);
  }
  return report;
}

}  // namespace

Result<scan::Report> scan_secrets(const ScanSecretsRequest& request, const ScanPorts& ports) {
  auto read = secret_rules(request, ports);
  if (!read) {
    return fail(std::move(read.error()));
  }
  const auto rules = std::make_shared<const scan::RuleSet>(std::move(*read));
  scan::Report report;
  if (request.is_list) {
    report.facts = scan::list_rules(*rules);
    return report;
  }
  const scan::DetectOptions options{.decode_depth = request.decode_depth, .is_gitleaks = request.is_gitleaks};
  if (request.repository) {
    std::shared_ptr<const scan::Detector> made;
    tasks::TaskGroup group({});
    group.start([&](const std::stop_token&) { made = std::make_shared<const scan::Detector>(*rules, options); });
    const GiveDetector detector = [&]() -> const scan::Detector& {
      group.wait();
      return *made;
    };
    auto scanned = scan_repository(request, *rules, detector, ports);
    group.wait();
    return with_masks(std::move(scanned), request.is_gitleaks,
                      [rules, made](std::string_view text) { return scan::secrets_in(*made, text); });
  }
  // Shared with the report, which is told later.
  const auto detector = std::make_shared<const scan::Detector>(*rules, options);
  const TextScanner scanner(request, *detector);
  if (request.reads_input) {
    auto text = ports.read_input();
    if (!text) {
      report.trouble.push_back({{}, "unreadable", text.error().message, {}});
      return report;
    }
    scanner.scan(*text, "", report);
    return report;
  }
  auto tree = walk_tree(request.paths, ports, {.takes_all = request.is_gitleaks});
  if (!tree) {
    return fail(std::move(tree.error()));
  }
  report = scan_files(tree->files, scanner, ports);
  report.skipped.insert(report.skipped.end(), tree->skipped.begin(), tree->skipped.end());
  report.trouble.insert(report.trouble.end(), tree->trouble.begin(), tree->trouble.end());
  find_in_checkout(report, ports.place.top, ports.files);
  return with_masks(std::move(report), request.is_gitleaks,
                    [rules, detector](std::string_view text) { return scan::secrets_in(*detector, text); });
}

}  // namespace ropewalk::app
