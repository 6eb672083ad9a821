#include "store/caches/folder_cache_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/hash.h"
#include "base/json.h"
#include "base/rfc3339.h"
#include "base/strings.h"
#include "store/draft.h"

namespace ropewalk::store {
namespace {

namespace fs = std::filesystem;

/// A folder's name of a repository's: its last part to be read, a digest to be told apart.
std::string folder_name(std::string_view repository) {
  constexpr std::size_t kDigits = 16;
  std::string name;
  for (const char c : repository.substr(repository.rfind('/') + 1).substr(0, 60)) {
    const bool is_plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    name += is_plain ? c : '_';
  }
  return fmt::format("{}-{}", name, to_hex(sha256(repository)).substr(0, kDigits));
}

fs::path beside(fs::path archive, std::string_view extension) {
  // `entry.tar.zst` has two.
  return archive.replace_extension().replace_extension(extension);
}

/// The index goes first: an archive without one is not found by anybody.
Result<void> remove_entry(ports::Files& files, const fs::path& archive) {
  for (const fs::path& path : {beside(archive, ".json"), archive, beside(archive, ".used")}) {
    if (Result<void> removed = files.remove_all(path); !removed) {
      return removed;
    }
  }
  return {};
}

}  // namespace

struct FolderCacheStore::Entry {
  std::string key;
  std::string version;
  std::string scope;
  fs::path archive;
  std::uint64_t bytes = 0;
  record::Time created;
  record::Time used;
};

class FolderCacheStore::Draft final : public record::CacheDraft {
 public:
  Draft(FolderCacheStore& store, const fs::path& archive, json::object index)
      : store_(store),
        file_(store.files_, archive.parent_path(), archive.filename().string()),
        archive_(archive),
        index_(std::move(index)) {}

  [[nodiscard]] const fs::path& file() const override { return file_.file(); }

  [[nodiscard]] Result<bool> commit(std::stop_token stop) override {
    const fs::path index = beside(archive_, ".json");
    const bool is_taken = store_.files_.type(index) != ports::FileType::kMissing &&
                          store_.files_.type(archive_) != ports::FileType::kMissing;
    if (is_taken) {
      return false;
    }
    if (Result<void> moved = file_.move_to(archive_, stop); !moved) {
      return fail(std::move(moved.error()));
    }
    index_["created"] = to_rfc3339(store_.clock_.now());
    if (Result<void> written = store_.files_.write(index, to_json_text(index_)); !written) {
      return fail(std::move(written.error()));
    }
    record::Removed removed;
    if (Result<void> kept = store_.keep_within_allowance(archive_.parent_path(), false, removed); !kept) {
      return fail(std::move(kept.error()));
    }
    return true;
  }

 private:
  FolderCacheStore& store_;
  DraftFile file_;
  fs::path archive_;
  json::object index_;
};

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
    if (file.path.extension() != ".json" || file.path.string().starts_with('.')) {
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
    const fs::path archive = beside(index, ".tar.zst");
    const auto bytes = files_.size(archive);
    if (!created || !bytes) {
      continue;
    }
    const auto used = parse_rfc3339(trim(files_.read(beside(index, ".used")).value_or("")));
    found.push_back({.key = std::string(string_member(object, "key")),
                     .version = std::string(string_member(object, "version")),
                     .scope = std::string(string_member(object, "scope")),
                     .archive = archive,
                     .bytes = *bytes,
                     .created = *created,
                     .used = used ? std::max(*used, *created) : *created});
  }
  std::sort(found.begin(), found.end(), [](const Entry& a, const Entry& b) {
    return a.created != b.created ? a.created > b.created : a.key < b.key;
  });
  return found;
}

Result<std::optional<record::CacheHit>> FolderCacheStore::find(const record::CacheScopes& scopes, std::string_view key,
                                                               const std::vector<std::string>& restore_keys,
                                                               std::string_view version) {
  const auto all = entries(root_ / folder_name(scopes.repository));
  if (!all) {
    return fail(all.error());
  }
  std::vector<std::string_view> keys{key};
  keys.insert(keys.end(), restore_keys.begin(), restore_keys.end());
  for (const std::string& scope : scopes.readable) {
    for (const std::string_view wanted : keys) {
      const Entry* match = nullptr;
      for (const Entry& entry : *all) {
        if (entry.version != version || entry.scope != scope || !entry.key.starts_with(wanted)) {
          continue;
        }
        if (entry.key == wanted) {
          match = &entry;
          break;
        }
        match = match == nullptr ? &entry : match;
      }
      if (match != nullptr) {
        return std::optional(
            record::CacheHit{.key = match->key, .is_exact = match->key == key, .archive = match->archive});
      }
    }
  }
  return std::optional<record::CacheHit>();
}

Result<void> FolderCacheStore::note_use(const record::CacheHit& hit) {
  return files_.write_quick(beside(hit.archive, ".used"), to_rfc3339(clock_.now()) + "\n");
}

Result<void> FolderCacheStore::discard(const record::CacheHit& hit) { return remove_entry(files_, hit.archive); }

Result<std::unique_ptr<record::CacheDraft>> FolderCacheStore::reserve(const record::CacheScopes& scopes,
                                                                      std::string_view key, std::string_view version) {
  const fs::path folder = root_ / folder_name(scopes.repository);
  const std::string name = to_hex(sha256(fmt::format("{}\n{}\n{}", scopes.writable, version, key)));
  const fs::path archive = folder / (name + ".tar.zst");
  const bool has_index = files_.type(beside(archive, ".json")) != ports::FileType::kMissing;
  if (has_index && files_.type(archive) != ports::FileType::kMissing) {
    return std::unique_ptr<record::CacheDraft>();
  }
  if (auto made = make_private_folder(files_, root_); !made) {
    return fail(std::move(made.error()));
  }
  if (auto made = files_.make_directories(folder); !made) {
    return fail(std::move(made.error()));
  }
  record::Removed removed;
  if (Result<void> tidied = tidy_folder(folder, false, removed); !tidied) {
    return fail(std::move(tidied.error()));
  }
  json::object index;
  index["key"] = key;
  index["version"] = version;
  index["scope"] = scopes.writable;
  index["repository"] = scopes.repository;
  return std::make_unique<Draft>(*this, archive, std::move(index));
}

Result<void> FolderCacheStore::keep_within_allowance(const fs::path& folder, bool is_rehearsal,
                                                     record::Removed& removed) {
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
    if (Result<void> done = is_rehearsal ? Result<void>() : remove_entry(files_, entry.archive); !done) {
      return done;
    }
    ++removed.entries;
    removed.bytes += entry.bytes;
  }
  return {};
}

Result<void> FolderCacheStore::tidy_folder(const fs::path& folder, bool is_rehearsal, record::Removed& removed) {
  remove_abandoned_drafts(files_, clock_, folder, is_rehearsal, removed);
  const auto whole = entries(folder);
  const auto listed = files_.list(folder);
  if (!whole || !listed) {
    return fail(!whole ? whole.error() : listed.error());
  }
  for (const ports::FileEntry& file : *listed) {
    const fs::path index = folder / file.path;
    const fs::path archive = beside(index, ".tar.zst");
    const bool is_whole =
        std::any_of(whole->begin(), whole->end(), [&](const Entry& entry) { return entry.archive == archive; });
    const bool is_ours = !file.path.string().starts_with('.') && !is_whole;
    // Of an archive without an index another process may be about to write the index.
    constexpr std::chrono::hours kWaits{1};
    const auto modified = files_.modified(index);
    const bool is_left = file.path.extension() == ".zst" && modified && *modified + kWaits < clock_.now();
    if (is_ours && (file.path.extension() == ".json" || is_left)) {
      if (Result<void> done = is_rehearsal ? Result<void>() : remove_entry(files_, archive); !done) {
        return done;
      }
      ++removed.entries;
    }
  }
  return keep_within_allowance(folder, is_rehearsal, removed);
}

Result<record::Removed> FolderCacheStore::tidy(bool is_rehearsal) {
  record::Removed removed;
  const auto repositories = files_.list(root_);
  if (!repositories) {
    return removed;
  }
  for (const ports::FileEntry& entry : *repositories) {
    if (entry.type != ports::FileType::kDirectory) {
      continue;
    }
    if (Result<void> done = tidy_folder(root_ / entry.path, is_rehearsal, removed); !done) {
      return fail(done.error());
    }
  }
  return removed;
}

}  // namespace ropewalk::store
