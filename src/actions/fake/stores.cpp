// Stores in memory, with the matching rules of the real ones.
#include "actions/fake/stores.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "base/json.h"

namespace ropewalk::actions {
namespace {

/// The text that stands for an artifact's archive.
std::string archive_of(const FakeArtifactStore::Contents& contents) {
  json::array members;
  for (const auto& [name, bytes] : contents) {
    members.push_back(json::array{name, bytes});
  }
  return to_json_text(members);
}

std::string digest_of(const FakeArtifactStore::Contents& contents) { return to_hex(sha256(archive_of(contents))); }

Result<std::map<std::string, std::string>> read_all(const ports::Files& files,
                                                    const std::vector<record::ArtifactFile>& wanted) {
  std::map<std::string, std::string> contents;
  for (const record::ArtifactFile& file : wanted) {
    if (files.type_followed(file.source) == ports::FileType::kDirectory) {
      const auto below = files.walk(file.source, [](const ports::FileEntry&) { return ports::Walk::kEnter; });
      if (!below) {
        return fail(below.error());
      }
      for (const ports::FileEntry& entry : *below) {
        if (entry.type == ports::FileType::kFile) {
          contents[(std::filesystem::path(file.name) / entry.path).string()] =
              files.read(file.source / entry.path).value_or("");
        }
      }
      continue;
    }
    Result<std::string> bytes = files.read(file.source);
    if (!bytes) {
      return fail(bytes.error());
    }
    contents[file.name] = std::move(*bytes);
  }
  return contents;
}

}  // namespace

Result<record::Artifact> FakeArtifactStore::upload(const RunId& run, std::string_view name,
                                                   const std::vector<record::ArtifactFile>& files,
                                                   int compression_level, bool overwrite) {
  if (uploaded.contains(std::string(name)) && !overwrite) {
    return fail(ErrorKind::kInvalid, fmt::format("an artifact named '{}' is already there", name));
  }
  Result<Contents> contents = read_all(files_, files);
  if (!contents) {
    return fail(contents.error());
  }
  level = compression_level;
  record::Artifact artifact;
  artifact.run = run;
  artifact.name = name;
  artifact.files = contents->size();
  artifact.bytes = 100 * contents->size();
  artifact.digest = digest_of(*contents);
  artifact.archive = fmt::format("/artifacts/{}.zip", name);
  uploaded[std::string(name)] = *contents;
  if (const Result<void> written = files_.write(artifact.archive, archive_of(*contents)); !written) {
    return fail(written.error());
  }
  return artifact;
}

Result<std::vector<record::Artifact>> FakeArtifactStore::list(const RunId& run) {
  std::vector<record::Artifact> artifacts;
  for (const auto& [name, contents] : uploaded) {
    const auto reported = reported_digests.find(name);
    record::Artifact artifact;
    artifact.run = run;
    artifact.name = name;
    artifact.files = contents.size();
    artifact.bytes = 100 * contents.size();
    artifact.digest = reported == reported_digests.end() ? digest_of(contents) : reported->second;
    artifact.archive = fmt::format("/artifacts/{}.zip", name);
    artifacts.push_back(std::move(artifact));
  }
  return artifacts;
}

Result<void> FakeArtifactStore::download(const record::Artifact& artifact, const std::filesystem::path& folder) {
  if (artifact.digest != digest_of(uploaded[artifact.name])) {
    return fail(ErrorKind::kInvalid, fmt::format("the artifact '{}' is not what was uploaded", artifact.name));
  }
  for (const auto& [name, bytes] : uploaded[artifact.name]) {
    if (const Result<void> written = files_.write(folder / name, bytes); !written) {
      return written;
    }
  }
  return {};
}

Result<std::optional<record::CacheHit>> FakeCacheStore::restore(std::string_view repository, std::string_view key,
                                                                const std::vector<std::string>& restore_keys,
                                                                std::string_view version, bool lookup_only,
                                                                const std::filesystem::path& workspace) {
  const auto unpack = [&](const Entry& entry) -> Result<std::optional<record::CacheHit>> {
    for (const auto& [name, bytes] : entry.files) {
      if (!lookup_only) {
        if (const Result<void> written = files_.write(workspace / name, bytes); !written) {
          return fail(written.error());
        }
      }
    }
    return std::optional(record::CacheHit{entry.key, entry.key == key});
  };
  const auto find = [&](const auto& matches) {
    return std::find_if(entries.rbegin(), entries.rend(), [&](const Entry& entry) {
      return entry.repository == repository && entry.version == version && matches(entry.key);
    });
  };
  if (const auto exact = find([&](const std::string& k) { return k == key; }); exact != entries.rend()) {
    return unpack(*exact);
  }
  for (const std::string& prefix : restore_keys) {
    if (const auto near = find([&](const std::string& k) { return k.starts_with(prefix); }); near != entries.rend()) {
      return unpack(*near);
    }
  }
  return std::optional<record::CacheHit>();
}

Result<bool> FakeCacheStore::save(std::string_view repository, std::string_view key, std::string_view version,
                                  const std::vector<record::ArtifactFile>& files) {
  const bool is_there = std::any_of(entries.begin(), entries.end(), [&](const Entry& entry) {
    return entry.repository == repository && entry.key == key && entry.version == version;
  });
  if (is_there) {
    return false;
  }
  Result<std::map<std::string, std::string>> contents = read_all(files_, files);
  if (!contents) {
    return fail(contents.error());
  }
  entries.push_back({std::string(repository), std::string(key), std::string(version), std::move(*contents)});
  return true;
}

}  // namespace ropewalk::actions
