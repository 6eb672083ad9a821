#include "services/artifact/folder_artifact_store.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "base/json.h"
#include "base/rfc3339.h"

namespace ropewalk::services {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kForbidden = "\":<>|*?\r\n\\/";

Result<void> check_name(std::string_view name) {
  if (name.empty()) {
    return fail(ErrorKind::kInvalid, "the artifact's name is empty");
  }
  const std::size_t at = name.find_first_of(kForbidden);
  if (at != std::string_view::npos || name == "." || name == "..") {
    return fail(ErrorKind::kInvalid, fmt::format("'{}' is no name for an artifact", name),
                R"(a name has none of " : < > | * ? \ / and no line break)");
  }
  return {};
}

std::string index_text(const record::Artifact& artifact) {
  json::object object;
  object["name"] = artifact.name;
  object["bytes"] = artifact.bytes;
  object["files"] = artifact.files;
  object["digest"] = artifact.digest;
  object["created"] = to_rfc3339(artifact.created);
  return to_json_text(object);
}

Result<record::Artifact> read_index(const RunId& run, const fs::path& index, std::string_view text) {
  auto value = parse_json(text, index.string());
  if (!value) {
    return fail(std::move(value.error()));
  }
  const json::object* object = value->if_object();
  auto created =
      object == nullptr ? fail(ErrorKind::kInvalid, "no object") : parse_rfc3339(string_member(*object, "created"));
  if (!created) {
    return fail(ErrorKind::kInvalid, fmt::format("{} does not describe an artifact", index.string()));
  }
  const auto count = [&](std::string_view key) {
    json::error_code error;
    const json::value* member = object->if_contains(key);
    return member == nullptr ? 0 : member->to_number<std::uint64_t>(error);
  };
  fs::path archive = index;
  archive.replace_extension(".zip");
  return record::Artifact{.run = run,
                          .name = std::string(string_member(*object, "name")),
                          .bytes = count("bytes"),
                          .files = count("files"),
                          .digest = std::string(string_member(*object, "digest")),
                          .created = *created,
                          .archive = std::move(archive)};
}

}  // namespace

FolderArtifactStore::FolderArtifactStore(fs::path root, ports::Files& files, ports::Archive& archive,
                                         const ports::Clock& clock)
    : root_(std::move(root)), files_(files), archive_(archive), clock_(clock) {}

Result<record::Artifact> FolderArtifactStore::upload(const RunId& run, std::string_view name,
                                                     const std::vector<record::ArtifactFile>& files,
                                                     int compression_level, bool overwrite) {
  if (auto checked = check_name(name); !checked) {
    return fail(std::move(checked.error()));
  }
  const fs::path archive = folder_of(run) / fmt::format("{}.zip", name);
  const fs::path index = folder_of(run) / fmt::format("{}.json", name);
  const std::lock_guard lock(mutex_);
  if (!overwrite && files_.type(index) != ports::FileType::kMissing) {
    return fail(ErrorKind::kInvalid, fmt::format("an artifact with the name '{}' already exists in this run", name),
                "use another name for each job and matrix leg, or `overwrite: true`");
  }
  if (auto made = files_.make_directories(folder_of(run)); !made) {
    return fail(std::move(made.error()));
  }
  std::vector<ports::ArchiveEntry> entries;
  entries.reserve(files.size());
  for (const record::ArtifactFile& file : files) {
    entries.push_back({file.source, file.name});
  }
  auto bytes = archive_.pack(entries, archive, ports::ArchiveFormat::kZip, compression_level, {});
  if (!bytes) {
    return fail(std::move(bytes.error()));
  }
  auto content = files_.read(archive);
  if (!content) {
    return fail(std::move(content.error()));
  }
  record::Artifact artifact{.run = run,
                            .name = std::string(name),
                            .bytes = *bytes,
                            .files = files.size(),
                            .digest = to_hex(sha256(*content)),
                            .created = clock_.now(),
                            .archive = archive};
  // The index comes last: an archive without one was never finished.
  if (auto written = files_.write(index, index_text(artifact)); !written) {
    return fail(std::move(written.error()));
  }
  return artifact;
}

Result<std::vector<record::Artifact>> FolderArtifactStore::list(const RunId& run) {
  std::vector<record::Artifact> artifacts;
  const std::lock_guard lock(mutex_);
  if (files_.type(folder_of(run)) == ports::FileType::kMissing) {
    return artifacts;
  }
  auto entries = files_.list(folder_of(run));
  if (!entries) {
    return fail(std::move(entries.error()));
  }
  for (const ports::FileEntry& entry : *entries) {
    if (entry.path.extension() != ".json") {
      continue;
    }
    const fs::path index = folder_of(run) / entry.path;
    auto text = files_.read(index);
    auto artifact = text ? read_index(run, index, *text) : fail(std::move(text.error()));
    if (!artifact) {
      return fail(std::move(artifact.error()));
    }
    artifacts.push_back(std::move(*artifact));
  }
  return artifacts;
}

Result<void> FolderArtifactStore::download(const record::Artifact& artifact, const fs::path& folder) {
  auto content = files_.read(artifact.archive);
  if (!content) {
    return fail(std::move(content.error()));
  }
  if (to_hex(sha256(*content)) != artifact.digest) {
    return fail(ErrorKind::kInvalid,
                fmt::format("the artifact '{}' is not what was uploaded: its digest differs", artifact.name),
                fmt::format("its archive {} was changed or is damaged", artifact.archive.string()));
  }
  if (auto made = files_.make_directories(folder); !made) {
    return made;
  }
  return archive_.unpack(artifact.archive, folder, {});
}

}  // namespace ropewalk::services
