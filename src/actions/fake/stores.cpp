// Stores in memory, with the matching rules of the real ones.
#include "actions/fake/stores.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "base/json.h"

namespace ropewalk::actions {
namespace {

namespace fs = std::filesystem;

fs::path archive_of(const std::string& name) { return fmt::format("/artifacts/{}.zip", name); }

}  // namespace

class FakeArtifactStore::Draft final : public record::ArtifactDraft {
 public:
  Draft(FakeArtifactStore& store, std::string_view name)
      : store_(store), name_(name), file_(archive_of(name_).string() + ".draft") {}

  [[nodiscard]] const fs::path& file() const override { return file_; }

  [[nodiscard]] Result<record::Artifact> commit(std::uint64_t files, std::stop_token stop) override {
    if (stop.stop_requested()) {
      return fail(ErrorKind::kInterrupted, "stopped");
    }
    const Result<std::string> text = store_.files_.read(file_);
    const Result<json::value> members = text ? parse_json(*text, "the archive") : fail(text.error());
    if (!members) {
      return fail(members.error());
    }
    Contents contents;
    for (const json::value& member : members->as_array()) {
      contents[std::string(member.as_array().at(0).as_string())] = member.as_array().at(1).as_string();
    }
    store_.uploaded[name_] = std::move(contents);
    if (const Result<void> moved = store_.files_.rename(file_, archive_of(name_)); !moved) {
      return fail(moved.error());
    }
    record::Artifact artifact;
    artifact.run = RunId("42");
    artifact.name = name_;
    artifact.files = files;
    artifact.bytes = text->size();
    artifact.digest = to_hex(sha256(*text));
    artifact.archive = archive_of(name_);
    return artifact;
  }

 private:
  FakeArtifactStore& store_;
  std::string name_;
  fs::path file_;
};

Result<std::unique_ptr<record::ArtifactDraft>> FakeArtifactStore::reserve(const RunId& /*run*/, std::string_view name,
                                                                          bool overwrite, std::chrono::days how_long) {
  if (uploaded.contains(std::string(name)) && !overwrite) {
    return fail(ErrorKind::kInvalid, fmt::format("an artifact named '{}' is already there", name));
  }
  retention = how_long;
  return std::make_unique<Draft>(*this, name);
}

Result<std::vector<record::Artifact>> FakeArtifactStore::list(const RunId& run) {
  std::vector<record::Artifact> artifacts;
  for (const auto& [name, contents] : uploaded) {
    const auto reported = reported_digests.find(name);
    const std::string text = files_.read(archive_of(name)).value_or("");
    record::Artifact artifact;
    artifact.run = run;
    artifact.name = name;
    artifact.files = contents.size();
    artifact.bytes = text.size();
    artifact.digest = reported == reported_digests.end() ? to_hex(sha256(text)) : reported->second;
    artifact.archive = archive_of(name);
    artifacts.push_back(std::move(artifact));
  }
  return artifacts;
}

Result<fs::path> FakeArtifactStore::open(const record::Artifact& artifact) { return artifact.archive; }

Result<record::Removed> FakeArtifactStore::remove(const RunId& /*run*/) {
  const record::Removed removed{.entries = uploaded.size(), .bytes = 0};
  uploaded.clear();
  return removed;
}

class FakeCacheStore::Draft final : public record::CacheDraft {
 public:
  Draft(FakeCacheStore& store, Entry entry) : store_(store), entry_(std::move(entry)) {}

  [[nodiscard]] const fs::path& file() const override { return entry_.archive; }

  [[nodiscard]] Result<bool> commit(std::stop_token stop) override {
    if (stop.stop_requested()) {
      return fail(ErrorKind::kInterrupted, "stopped");
    }
    store_.entries.push_back(entry_);
    return true;
  }

 private:
  FakeCacheStore& store_;
  Entry entry_;
};

Result<std::optional<record::CacheHit>> FakeCacheStore::find(const record::CacheScopes& scopes, std::string_view key,
                                                             const std::vector<std::string>& restore_keys,
                                                             std::string_view version) {
  std::vector<std::string> keys{std::string(key)};
  keys.insert(keys.end(), restore_keys.begin(), restore_keys.end());
  for (const std::string& scope : scopes.readable) {
    for (const std::string& wanted : keys) {
      const auto find = [&](const auto& matches) {
        return std::find_if(entries.rbegin(), entries.rend(), [&](const Entry& entry) {
          return entry.repository == scopes.repository && entry.scope == scope && entry.version == version &&
                 matches(entry.key);
        });
      };
      auto found = find([&](const std::string& k) { return k == wanted; });
      found = found != entries.rend() ? found : find([&](const std::string& k) { return k.starts_with(wanted); });
      if (found != entries.rend()) {
        return std::optional(record::CacheHit{found->key, found->key == key, found->archive});
      }
    }
  }
  return std::optional<record::CacheHit>();
}

Result<void> FakeCacheStore::discard(const record::CacheHit& hit) {
  std::erase_if(entries, [&](const Entry& entry) { return entry.archive == hit.archive; });
  return {};
}

Result<std::unique_ptr<record::CacheDraft>> FakeCacheStore::reserve(const record::CacheScopes& scopes,
                                                                    std::string_view key, std::string_view version) {
  const bool is_there = std::any_of(entries.begin(), entries.end(), [&](const Entry& entry) {
    return entry.repository == scopes.repository && entry.scope == scopes.writable && entry.key == key &&
           entry.version == version;
  });
  if (is_there) {
    return std::unique_ptr<record::CacheDraft>();
  }
  return std::make_unique<Draft>(*this, Entry{scopes.repository, scopes.writable, std::string(key),
                                              std::string(version), fmt::format("/caches/{}", ++drafts_)});
}

}  // namespace ropewalk::actions
