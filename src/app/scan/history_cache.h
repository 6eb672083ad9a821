// What scans of histories left, one file for each repository, set of rules and way of looking:
// `$XDG_CACHE_HOME/ropewalk/scan/history/`.
#pragma once

#include <optional>
#include <string>

#include "app/scan/scan.h"
#include "scan/secrets/history/history_memory.h"

namespace ropewalk::app {

class HistoryCache {
 public:
  /// `key` is all that a memory depends on but the repository's objects.
  HistoryCache(const ScanPorts& ports, std::string_view key);

  /// Nothing when there is none, or when it is damaged.
  [[nodiscard]] std::optional<scan::HistoryMemory> load() const;
  /// What cannot be kept is not: the next scan takes longer. The files used least lately go when there is too much.
  void keep(const scan::HistoryMemory& memory) const;

 private:
  void make_room() const;

  const ScanPorts& ports_;
  std::string key_;
  ports::Path folder_;
};

}  // namespace ropewalk::app
