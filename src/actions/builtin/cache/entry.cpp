// The rules are @actions/cache's (cacheUtils, cache.ts: checkPaths, checkKey).
#include "actions/builtin/cache/entry.h"

#include <fmt/format.h>

#include <algorithm>

#include "actions/file_search.h"
#include "base/hash.h"
#include "base/strings.h"

namespace ropewalk::actions::builtin {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxKeys = 10;
constexpr std::size_t kMaxKeyLength = 512;

bool is_below(const fs::path& path, const fs::path& folder) {
  const fs::path relative = path.lexically_relative(folder);
  return !relative.empty() && *relative.begin() != "..";
}

Result<void> check_key(std::string_view key) {
  if (utf16_length(key) > kMaxKeyLength) {
    return fail(ErrorKind::kInvalid,
                fmt::format("Key Validation Error: {} cannot be larger than {} characters.", key, kMaxKeyLength));
  }
  if (key.find(',') != std::string_view::npos) {
    return fail(ErrorKind::kInvalid, fmt::format("Key Validation Error: {} cannot contain commas.", key));
  }
  return {};
}

}  // namespace

std::vector<std::string> cache_lines(const Inputs& inputs, std::string_view name) {
  std::vector<std::string> lines = inputs.lines(name);
  for (std::string& line : lines) {
    if (line.starts_with('!')) {
      line = "!" + std::string(trim(std::string_view(line).substr(1)));
    }
  }
  return lines;
}

std::string cache_version(const std::vector<std::string>& paths) {
  std::vector<std::string> parts = paths;
  parts.emplace_back("zstd-without-long");
  parts.emplace_back("1.0");
  return to_hex(sha256(join(parts, "|")));
}

Result<void> check_paths_and_keys(const std::vector<std::string>& paths, std::string_view key,
                                  const std::vector<std::string>& restore_keys) {
  if (paths.empty()) {
    return fail(ErrorKind::kInvalid, "Path Validation Error: At least one directory or file path is required");
  }
  if (restore_keys.size() + 1 > kMaxKeys) {
    return fail(ErrorKind::kInvalid,
                fmt::format("Key Validation Error: Keys are limited to a maximum of {}.", kMaxKeys));
  }
  if (Result<void> checked = check_key(key); !checked) {
    return checked;
  }
  for (const std::string& restore_key : restore_keys) {
    if (Result<void> checked = check_key(restore_key); !checked) {
      return checked;
    }
  }
  return {};
}

record::CacheScopes cache_scopes(StepHost& host) {
  record::CacheScopes scopes;
  // Two repositories without an origin may have one name, and any folder may claim an origin: its place tells it apart.
  const std::string top = host.repository() == nullptr ? std::string() : host.repository()->top().string();
  scopes.repository = fmt::format("{}:{}", top, host.github("repository"));
  scopes.writable = host.github("ref");
  const auto add = [&](std::string ref) {
    if (!ref.empty() && std::find(scopes.readable.begin(), scopes.readable.end(), ref) == scopes.readable.end()) {
      scopes.readable.push_back(std::move(ref));
    }
  };
  add(scopes.writable);
  for (const char* const name : {"base_ref", "event.repository.default_branch"}) {
    const std::string branch = host.github(name);
    add(branch.empty() || branch.starts_with("refs/") ? branch : "refs/heads/" + branch);
  }
  return scopes;
}

Result<std::optional<record::CacheHit>> restore_entry(std::string_view key,
                                                      const std::vector<std::string>& restore_keys,
                                                      std::string_view version, bool lookup_only, StepHost& host) {
  auto hit = host.caches().find(cache_scopes(host), key, restore_keys, version);
  if (!hit || !hit->has_value() || lookup_only) {
    return hit;
  }
  const Result<void> unpacked = host.archive().unpack_trusted((*hit)->archive, host.paths().workspace, host.stop());
  if (!unpacked && unpacked.error().kind == ErrorKind::kInterrupted) {
    return fail(unpacked.error());
  }
  if (!unpacked) {
    // Where the archive lies is nobody's business but the store's.
    host.log(Note::kWarning, fmt::format("Failed to restore: {}",
                                         replace_all(unpacked.error().message, (*hit)->archive.string() + ": ", "")));
    if (const Result<void> discarded = host.caches().discard(**hit); !discarded) {
      return fail(discarded.error());
    }
    return std::optional<record::CacheHit>();
  }
  if (const Result<void> noted = host.caches().note_use(**hit); !noted) {
    host.log(Note::kDebug, noted.error().message);
  }
  return hit;
}

Result<bool> save_entry(std::string_view key, std::string_view version, const std::vector<record::ArtifactFile>& files,
                        StepHost& host) {
  // zstd's own default: about as fast as the disk.
  constexpr int kCompressionLevel = 3;
  const auto draft = host.caches().reserve(cache_scopes(host), key, version);
  if (!draft) {
    return fail(draft.error());
  }
  if (*draft == nullptr) {
    return false;
  }
  std::vector<ports::ArchiveEntry> entries;
  entries.reserve(files.size());
  for (const record::ArtifactFile& file : files) {
    entries.push_back({file.source, file.name});
  }
  const auto packed =
      host.archive().pack(entries, (*draft)->file(), ports::ArchiveFormat::kTarZstd, kCompressionLevel, host.stop());
  return packed ? (*draft)->commit(host.stop()) : Result<bool>(fail(packed.error()));
}

Result<std::vector<record::ArtifactFile>> files_to_cache(const std::vector<std::string>& paths, StepHost& host) {
  const Result<FileSearch> search = search_files(
      join(paths, "\n"), {.root = host.paths().workspace, .home = host.paths().home, .implicit_descendants = false},
      host.files(), host.stop());
  if (!search) {
    return fail(search.error());
  }
  std::vector<record::ArtifactFile> files;
  fs::path last_folder;
  for (const FoundPath& found : search->found) {
    if (!last_folder.empty() && is_below(found.path, last_folder)) {
      continue;
    }
    if (found.is_directory) {
      last_folder = found.path;
    }
    const JobPaths& places = host.paths();
    const bool is_of_job = is_below(found.path, places.workspace) || is_below(found.path, places.home) ||
                           is_below(found.path, places.temp);
    files.push_back(
        {found.path, is_of_job ? found.path.lexically_relative(places.workspace).string() : found.path.string()});
  }
  if (files.empty()) {
    return fail(ErrorKind::kNotFound,
                "Path Validation Error: Path(s) specified in the action for caching do(es) not exist, hence no cache "
                "is being saved.");
  }
  return files;
}

}  // namespace ropewalk::actions::builtin
