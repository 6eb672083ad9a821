#include "app/scan/scan_repository.h"

#include <fmt/format.h>

#include "app/scan/checkout_places.h"
#include "app/scan/history_cache.h"
#include "scan/secrets/history/changes.h"
#include "scan/secrets/history/continue_history.h"
#include "scan/secrets/history/revision.h"
#include "scan/secrets/rules/rules_digest.h"

namespace ropewalk::app {
namespace {

/// A revision that names nothing is wrong usage; one that a shallow clone has left out could not be looked at.
tl::unexpected<Error> not_named(const Error& error) {
  return error.kind == ErrorKind::kIncomplete ? fail(error) : fail(ErrorKind::kUsage, error.message, error.hint);
}

/// The ends of `A..B` or `A...B`, as git reads them: an end that is left out is HEAD.
struct Range {
  ports::ObjectId from;
  ports::ObjectId to;
  /// `A...B`: what either has and the other has not.
  bool is_of_both = false;
};

Result<Range> read_range(const std::string& range, const ports::ObjectStore& store) {
  const std::size_t dots = range.find("..");
  if (dots == std::string::npos || range == ".." || range == "...") {
    return fail(ErrorKind::kUsage, fmt::format("--range takes A..B, not '{}'", range));
  }
  const bool is_of_both = range.compare(dots, 3, "...") == 0;
  const std::string from = range.substr(0, dots);
  const std::string to = range.substr(dots + (is_of_both ? 3 : 2));
  const auto first = scan::find_revision(store, from.empty() ? "HEAD" : from);
  const auto last = scan::find_revision(store, to.empty() ? "HEAD" : to);
  for (const auto* const revision : {&first, &last}) {
    if (!*revision) {
      return not_named(revision->error());
    }
  }
  return Range{*first, *last, is_of_both};
}

Result<scan::Report> scan_range(const std::string& text, const ports::ObjectStore& store,
                                const scan::ChangeScan& scan) {
  const auto range = read_range(text, store);
  if (!range) {
    return fail(range.error());
  }
  scan::Report report = scan::scan_range(range->from, range->to, scan);
  if (range->is_of_both) {
    scan::merge(report, scan::scan_range(range->to, range->from, scan));
  }
  return report;
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

Result<scan::Report> scan_store(const ports::ObjectStore& store, const ports::Path& top,
                                const ScanSecretsRequest& request, const scan::RuleSet& rules,
                                const GiveDetector& detector, const ScanPorts& ports) {
  const auto changes = [&] { return scan::ChangeScan{store, detector(), request.is_gitleaks, request.archive_depth}; };
  if (request.range) {
    return scan_range(*request.range, store, changes());
  }
  if (request.is_staged) {
    return scan::scan_staged(changes());
  }
  std::vector<std::string> tips;
  for (const std::string& name : request.branches) {
    auto id = scan::find_object(store, name);
    if (!id) {
      return not_named(id.error());
    }
    tips.push_back(ports::to_hex(*id, store.shape().id_size));
  }
  if (request.is_gitleaks) {
    return scan::scan_as_gitleaks(tips, changes());
  }
  const scan::HistoryOptions options{.tips = tips,
                                     .takes_reflog = request.takes_reflog,
                                     .takes_unreachable = request.takes_unreachable,
                                     .archive_depth = request.archive_depth,
                                     .is_remembered = request.remembers};
  return history(store, detector, options, cache_key(request, rules, top, ports), ports);
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
  const ports::Path& top = (*store)->top();
  auto report = scan_store(**store, top.empty() ? *folder : top, request, rules, detector, ports);
  if (report) {
    find_in_checkout(*report, top, ports.files);
  }
  return report;
}

}  // namespace ropewalk::app
