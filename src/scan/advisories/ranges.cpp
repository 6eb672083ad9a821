#include "scan/advisories/ranges.h"

#include <algorithm>

namespace ropewalk::scan {

std::vector<SortedEvent> sort_events(versions::Scheme scheme, const VersionRange& range) {
  std::vector<SortedEvent> events;
  for (const RangeEvent& event : range.events) {
    const bool is_start = event.kind == EventKind::kIntroduced && event.version == "0";
    events.push_back({event.kind, is_start ? "" : version_key(scheme, event.version), event.version});
  }
  std::stable_sort(events.begin(), events.end(),
                   [&](const SortedEvent& a, const SortedEvent& b) { return compare_keys(scheme, a.key, b.key) < 0; });
  return events;
}

void RangeWalk::add(EventKind kind, std::string_view key) {
  const int order = compare_keys(scheme_, version_, key);
  switch (kind) {
    case EventKind::kIntroduced: is_in_ = is_in_ || order >= 0; break;
    case EventKind::kFixed: is_in_ = is_in_ && order < 0; break;
    case EventKind::kLastAffected: is_in_ = is_in_ && order <= 0; break;
    case EventKind::kLimit:
      has_limit_ = true;
      is_below_limit_ = is_below_limit_ || order < 0;
      break;
  }
}

}  // namespace ropewalk::scan
