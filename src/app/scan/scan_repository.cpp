#include "app/scan/scan_repository.h"

#include <fmt/format.h>

#include "app/scan/history_cache.h"
#include "scan/secrets/history/changes.h"
#include "scan/secrets/history/continue_history.h"
#include "scan/secrets/history/revision.h"
#include "scan/secrets/rules/rules_digest.h"

namespace ropewalk::app {
namespace {

Result<scan::Report> scan_range(const std::string& range, const ports::ObjectStore& store,
                                const scan::ChangeScan& scan) {
  const std::size_t dots = range.find("..");
  if (dots == std::string::npos) {
    return fail(ErrorKind::kUsage, fmt::format("--range takes A..B, not '{}'", range));
  }
  std::string from = range.substr(0, dots);
  std::string to = range.substr(dots + 2);
  if (to.starts_with('.')) {
    to.erase(0, 1);
  }
  const auto first = from.empty() ? std::nullopt : std::optional(scan::find_revision(store, from));
  const auto last = scan::find_revision(store, to.empty() ? "HEAD" : to);
  for (const auto& revision : {first, std::optional(last)}) {
    if (revision && !*revision) {
      return fail(ErrorKind::kUsage, revision->error().message);
    }
  }
  return scan::scan_range(first ? std::optional(**first) : std::nullopt, *last, scan);
}

/// All that a scan of a whole history depends on but the history.
std::string cache_key(const ScanSecretsRequest& request, const scan::RuleSet& rules, const ports::Path& top,
                      const ScanPorts& ports) {
  return fmt::format("{}\n{}\n{} {}\n{}", ports.version, scan::rules_digest(rules), request.decode_depth,
                     request.archive_depth, top.string());
}

/// What came since the last scan alone, where there was one and that is enough; else all of it.
scan::Report history(const ports::ObjectStore& store, const GiveDetector& detector, const scan::HistoryOptions& options,
                     const std::string& key, const ScanPorts& ports) {
  const bool is_whole = options.tips.empty() && !options.takes_reflog && !options.takes_unreachable;
  const auto all = [&] {
    static_cast<void>(store.count());  // while the detector is made
    return scan::scan_history(store, detector(), options);
  };
  if (!options.is_remembered || !is_whole) {
    return all().report;
  }
  const HistoryCache cache(ports, key);
  if (const auto before = cache.load()) {
    if (auto now = scan::continue_history(*before, store, detector(), options)) {
      if (now->tips.bytes() != before->tips.bytes()) {
        cache.keep(*now);
      }
      return std::move(now->report);
    }
  }
  scan::ScannedHistory scanned = all();
  if (scanned.memory) {
    cache.keep(*scanned.memory);
  }
  return std::move(scanned.report);
}

}  // namespace

Result<scan::Report> scan_repository(const ScanSecretsRequest& request, const scan::RuleSet& rules,
                                     const GiveDetector& detector, const ScanPorts& ports) {
  const auto folder = ports.files.canonical(ports.place.base / *request.repository);
  auto store =
      folder ? ports.object_stores.open(*folder) : Result<std::unique_ptr<ports::ObjectStore>>(fail(folder.error()));
  if (!store) {
    return fail(ErrorKind::kUsage, store.error().message);
  }
  const auto changes = [&] {
    return scan::ChangeScan{**store, detector(), request.is_gitleaks, request.archive_depth};
  };
  if (request.range) {
    return scan_range(*request.range, **store, changes());
  }
  if (request.is_staged) {
    return scan::scan_staged(changes());
  }
  std::vector<std::string> tips;
  for (const std::string& name : request.branches) {
    auto id = scan::find_object(**store, name);
    if (!id) {
      return fail(ErrorKind::kUsage, id.error().message);
    }
    tips.push_back(ports::to_hex(*id, (*store)->shape().id_size));
  }
  if (request.is_gitleaks) {
    return scan::scan_as_gitleaks(tips, changes());
  }
  const scan::HistoryOptions options{.tips = tips,
                                     .takes_reflog = request.takes_reflog,
                                     .takes_unreachable = request.takes_unreachable,
                                     .archive_depth = request.archive_depth,
                                     .is_remembered = request.remembers};
  const ports::Path& top = (*store)->top().empty() ? *folder : (*store)->top();
  return history(**store, detector, options, cache_key(request, rules, top, ports), ports);
}

}  // namespace ropewalk::app
