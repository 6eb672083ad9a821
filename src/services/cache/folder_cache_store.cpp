#include "services/cache/folder_cache_store.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "base/json.h"
#include "base/rfc3339.h"
#include "base/strings.h"

namespace ropewalk::services {
namespace {

namespace fs = std::filesystem;

/// zstd's own default: about as fast as the disk.
constexpr int kCompressionLevel = 3;

/// A repository's name as the name of a folder: `owner/name` has a slash.
std::string folder_name(std::string_view repository) { return replace_all(repository, "/", "%2F"); }

}  // namespace

struct FolderCacheStore::Entry {
  fs::path index;
  std::string key;
  std::string version;
  ports::Path archive;
  std::uint64_t bytes = 0;
  std::chrono::system_clock::time_point created;
  std::chrono::system_clock::time_point used;
};

FolderCacheStore::FolderCacheStore(fs::path root, ports::Files& files, ports::Archive& archive,
                                   const ports::Clock& clock, std::uint64_t allowance)
    : root_(std::move(root)), files_(files), archive_(archive), clock_(clock), allowance_(allowance) {}

Result<std::vector<FolderCacheStore::Entry>> FolderCacheStore::entries(const fs::path& folder) const {
  std::vector<Entry> found;
  if (files_.type(folder) == ports::FileType::kMissing) {
    return found;
  }
  auto listed = files_.list(folder);
  if (!listed) {
    return fail(std::move(listed.error()));
  }
  for (const ports::FileEntry& file : *listed) {
    if (file.path.extension() != ".json") {
      continue;
    }
    const fs::path index = folder / file.path;
    const auto text = files_.read(index);
    const auto value = text ? parse_json(*text, index.string()) : fail(text.error());
    // An entry that another process removes meanwhile, or that is damaged, is an entry that is not there.
    if (!value || !value->is_object()) {
      continue;
    }
    const json::object& object = value->get_object();
    const auto created = parse_rfc3339(string_member(object, "created"));
    const auto used = parse_rfc3339(string_member(object, "used"));
    fs::path archive = index;
    archive.replace_extension(".tar.zst");
    const auto bytes = files_.size(archive);
    if (created && used && bytes) {
      found.push_back({.index = index,
                       .key = std::string(string_member(object, "key")),
                       .version = std::string(string_member(object, "version")),
                       .archive = archive,
                       .bytes = *bytes,
                       .created = *created,
                       .used = *used});
    }
  }
  std::sort(found.begin(), found.end(), [](const Entry& a, const Entry& b) {
    return a.created != b.created ? a.created > b.created : a.key < b.key;
  });
  return found;
}

Result<void> FolderCacheStore::write_index(const Entry& entry) {
  json::object object;
  object["key"] = entry.key;
  object["version"] = entry.version;
  object["created"] = to_rfc3339(entry.created);
  object["used"] = to_rfc3339(entry.used);
  return files_.write(entry.index, to_json_text(object));
}

Result<std::optional<record::CacheHit>> FolderCacheStore::restore(std::string_view repository, std::string_view key,
                                                                  const std::vector<std::string>& restore_keys,
                                                                  std::string_view version, bool lookup_only,
                                                                  const fs::path& workspace) {
  auto all = entries(root_ / folder_name(repository));
  if (!all) {
    return fail(std::move(all.error()));
  }
  std::erase_if(*all, [&](const Entry& entry) { return entry.version != version; });
  auto match = std::find_if(all->begin(), all->end(), [&](const Entry& entry) { return entry.key == key; });
  const bool is_exact = match != all->end();
  // GitHub takes every key in turn as a prefix, the first one too; entries are in order, newest first.
  std::vector<std::string> prefixes{std::string(key)};
  prefixes.insert(prefixes.end(), restore_keys.begin(), restore_keys.end());
  for (auto prefix = prefixes.begin(); match == all->end() && prefix != prefixes.end(); ++prefix) {
    match = std::find_if(all->begin(), all->end(), [&](const Entry& entry) { return entry.key.starts_with(*prefix); });
  }
  if (match == all->end()) {
    return std::optional<record::CacheHit>();
  }
  if (!lookup_only) {
    if (auto unpacked = archive_.unpack_trusted(match->archive, workspace, {}); !unpacked) {
      return fail(std::move(unpacked.error()));
    }
    match->used = clock_.now();
    if (auto written = write_index(*match); !written) {
      return fail(std::move(written.error()));
    }
  }
  return std::optional(record::CacheHit{.key = match->key, .is_exact = is_exact});
}

Result<bool> FolderCacheStore::save(std::string_view repository, std::string_view key, std::string_view version,
                                    const std::vector<record::ArtifactFile>& files) {
  const fs::path folder = root_ / folder_name(repository);
  const std::string name = to_hex(sha256(fmt::format("{}\n{}", version, key)));
  const fs::path index = folder / fmt::format("{}.json", name);
  if (files_.type(index) != ports::FileType::kMissing) {
    return false;
  }
  if (auto made = files_.make_directories(folder); !made) {
    return fail(std::move(made.error()));
  }
  std::vector<ports::ArchiveEntry> packed;
  packed.reserve(files.size());
  for (const record::ArtifactFile& file : files) {
    packed.push_back({file.source, file.name});
  }
  const fs::path archive = folder / fmt::format("{}.tar.zst", name);
  auto bytes = archive_.pack(packed, archive, ports::ArchiveFormat::kTarZstd, kCompressionLevel, {});
  if (!bytes) {
    return fail(std::move(bytes.error()));
  }
  const auto now = clock_.now();
  const Entry entry{.index = index,
                    .key = std::string(key),
                    .version = std::string(version),
                    .archive = archive,
                    .bytes = *bytes,
                    .created = now,
                    .used = now};
  if (auto written = write_index(entry); !written) {
    return fail(std::move(written.error()));
  }
  if (auto kept = keep_within_allowance(folder); !kept) {
    return fail(std::move(kept.error()));
  }
  return true;
}

Result<void> FolderCacheStore::keep_within_allowance(const fs::path& folder) {
  auto all = entries(folder);
  if (!all) {
    return fail(std::move(all.error()));
  }
  std::sort(all->begin(), all->end(), [](const Entry& a, const Entry& b) { return a.used > b.used; });
  std::uint64_t total = 0;
  for (const Entry& entry : *all) {
    total += entry.bytes;
    if (total <= allowance_) {
      continue;
    }
    // The index goes first: an archive without one is not found by anybody.
    for (const fs::path& path : {entry.index, entry.archive}) {
      if (auto removed = files_.remove_all(path); !removed) {
        return removed;
      }
    }
  }
  return {};
}

}  // namespace ropewalk::services
