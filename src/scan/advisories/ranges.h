// The ranges of an advisory, as the OSV schema evaluates them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scan/advisories/advisory.h"
#include "scan/advisories/version_key.h"

namespace ropewalk::scan {

/// An event with its version as a key. The key of `introduced: "0"` is empty: it is below all versions.
struct KeyedEvent {
  EventKind kind = EventKind::kIntroduced;
  std::string_view key;
};

/// The events of a range by version; those of one version keep the order of the file.
struct SortedEvent {
  EventKind kind = EventKind::kIntroduced;
  std::string key;
  std::string text;
};
[[nodiscard]] std::vector<SortedEvent> sort_events(versions::Scheme scheme, const VersionRange& range);

/// Walks over the events of one range, which are sorted, and says whether the version is affected.
class RangeWalk {
 public:
  RangeWalk(versions::Scheme scheme, std::string_view version_key) : scheme_(scheme), version_(version_key) {}

  void add(EventKind kind, std::string_view key);
  [[nodiscard]] bool is_affected() const { return is_in_ && (!has_limit_ || is_below_limit_); }

 private:
  versions::Scheme scheme_;
  std::string_view version_;
  bool is_in_ = false;
  bool has_limit_ = false;
  bool is_below_limit_ = false;
};

}  // namespace ropewalk::scan
