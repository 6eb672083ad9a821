#include "app/scan/history_cache.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "app/folders.h"
#include "base/hash.h"

namespace ropewalk::app {
namespace {

constexpr std::uint64_t kMostBytes = 64ULL << 20U;
constexpr std::uint64_t kMostOfAll = 256ULL << 20U;

}  // namespace

HistoryCache::HistoryCache(const ScanPorts& ports, std::string_view key)
    : ports_(ports), key_(to_hex(sha256(key))), folder_(folders(ports.environment).cache / "scan" / "history") {}

std::optional<scan::HistoryMemory> HistoryCache::load() const {
  const auto bytes = ports_.files.read_regular(folder_ / key_, kMostBytes, ports::Links::kRefuse);
  return bytes ? scan::read_history_memory(*bytes, key_) : std::nullopt;
}

void HistoryCache::keep(const scan::HistoryMemory& memory) const {
  const std::string bytes = scan::write_history_memory(memory, key_);
  if (bytes.size() > kMostBytes) {
    return;
  }
  if (ports_.files.type(folder_) == ports::FileType::kMissing && !ports_.files.make_private_directory(folder_)) {
    return;
  }
  // Written beside its place; one that a lost machine left half is damaged, and so none.
  const ports::Path draft = folder_ / fmt::format("{}.{}", key_, ports_.clock.now().time_since_epoch().count());
  if (!ports_.files.write_quick(draft, bytes) || !ports_.files.rename(draft, folder_ / key_)) {
    static_cast<void>(ports_.files.remove_all(draft));
    return;
  }
  make_room();
}

void HistoryCache::make_room() const {
  const auto entries = ports_.files.list(folder_);
  if (!entries) {
    return;
  }
  std::uint64_t bytes = 0;
  for (const ports::FileEntry& entry : *entries) {
    bytes += entry.size;
  }
  if (bytes <= kMostOfAll) {
    return;
  }
  std::vector<std::tuple<std::chrono::system_clock::time_point, ports::Path, std::uint64_t>> oldest;
  for (const ports::FileEntry& entry : *entries) {
    if (const auto time = ports_.files.modified(folder_ / entry.path)) {
      oldest.emplace_back(*time, entry.path, entry.size);
    }
  }
  std::sort(oldest.begin(), oldest.end());
  for (const auto& [time, path, size] : oldest) {
    if (bytes <= kMostOfAll) {
      break;
    }
    if (path != key_ && ports_.files.remove_all(folder_ / path)) {
      bytes -= std::min(bytes, size);
    }
  }
}

}  // namespace ropewalk::app
