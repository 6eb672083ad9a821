#include "store/artifacts/folder_artifact_store.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "base/json.h"
#include "base/rfc3339.h"
#include "store/draft.h"

namespace ropewalk::store {
namespace {

namespace fs = std::filesystem;

/// Stars are no part of what a workflow may write, and stand for the secrets that it has written.
constexpr std::string_view kForbidden = "\":<>|?\r\n\\/";
/// Of artifacts that earlier versions wrote, which have no end.
constexpr std::chrono::days kDefaultRetention{90};

Result<void> check_name(std::string_view name) {
  if (name.empty()) {
    return fail(ErrorKind::kInvalid, "the artifact's name is empty");
  }
  const std::size_t at = name.find_first_of(kForbidden);
  if (at != std::string_view::npos || name == "." || name == "..") {
    return fail(ErrorKind::kInvalid, fmt::format("'{}' is not a valid artifact name", name),
                R"(a name has none of " : < > | ? \ / and no line break)");
  }
  return {};
}

tl::unexpected<Error> name_is_taken(std::string_view name) {
  return fail(ErrorKind::kInvalid, fmt::format("an artifact with the name '{}' already exists in this run", name),
              "use another name for each job and matrix leg, or `overwrite: true`");
}

fs::path index_of(const record::Artifact& artifact) {
  fs::path index = artifact.archive;
  return index.replace_extension(".json");
}

std::string index_text(const record::Artifact& artifact) {
  json::object object;
  object["name"] = artifact.name;
  object["bytes"] = artifact.bytes;
  object["files"] = artifact.files;
  object["digest"] = artifact.digest;
  object["created"] = to_rfc3339(artifact.created);
  object["expires"] = to_rfc3339(artifact.expires);
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
  return record::Artifact{
      .run = run,
      .name = std::string(string_member(*object, "name")),
      .bytes = count("bytes"),
      .files = count("files"),
      .digest = std::string(string_member(*object, "digest")),
      .created = *created,
      .expires = parse_rfc3339(string_member(*object, "expires")).value_or(*created + kDefaultRetention),
      .archive = std::move(archive)};
}

}  // namespace

class FolderArtifactStore::Draft final : public record::ArtifactDraft {
 public:
  Draft(FolderArtifactStore& store, const RunId& run, std::string_view name, bool overwrites,
        std::chrono::days retention)
      : store_(store),
        file_(store.files_, store.folder_of(run), fmt::format("{}.zip", name)),
        run_(run),
        name_(name),
        overwrites_(overwrites),
        retention_(retention) {}
  ~Draft() override {
    const std::lock_guard lock(store_.mutex_);
    store_.reserved_.erase(run_.text() + "/" + name_);
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  [[nodiscard]] const fs::path& file() const override { return file_.file(); }

  [[nodiscard]] Result<record::Artifact> commit(std::uint64_t files, std::stop_token stop) override {
    const Result<Sha256Digest> digest = store_.files_.digest(file_.file(), stop);
    const Result<std::uint64_t> bytes = digest ? store_.files_.size(file_.file()) : fail(digest.error());
    if (!bytes) {
      return fail(bytes.error());
    }
    record::Artifact artifact{.run = run_,
                              .name = name_,
                              .bytes = *bytes,
                              .files = files,
                              .digest = to_hex(*digest),
                              .created = store_.clock_.now(),
                              .expires = store_.clock_.now() + retention_,
                              .archive = store_.folder_of(run_) / fmt::format("{}.zip", name_)};
    const fs::path index = index_of(artifact);
    if (!overwrites_ && store_.files_.type(index) != ports::FileType::kMissing) {
      return name_is_taken(name_);
    }
    // The index comes last: an archive without one was never finished.
    if (Result<void> moved = file_.move_to(artifact.archive, stop); !moved) {
      return fail(std::move(moved.error()));
    }
    if (Result<void> written = store_.files_.write(index, index_text(artifact)); !written) {
      return fail(std::move(written.error()));
    }
    return artifact;
  }

 private:
  FolderArtifactStore& store_;
  DraftFile file_;
  RunId run_;
  std::string name_;
  bool overwrites_;
  std::chrono::days retention_;
};

Result<std::unique_ptr<record::ArtifactDraft>> FolderArtifactStore::reserve(const RunId& run, std::string_view name,
                                                                            bool overwrite,
                                                                            std::chrono::days retention) {
  if (auto checked = check_name(name); !checked) {
    return fail(std::move(checked.error()));
  }
  if (auto made = make_private_folder(files_, root_); !made) {
    return fail(std::move(made.error()));
  }
  if (auto made = files_.make_directories(folder_of(run)); !made) {
    return fail(std::move(made.error()));
  }
  const fs::path index = folder_of(run) / fmt::format("{}.json", name);
  const std::lock_guard lock(mutex_);
  const std::string reserved = run.text() + "/" + std::string(name);
  const bool is_free = files_.type(index) == ports::FileType::kMissing || overwrite;
  if (!is_free || !reserved_.insert(reserved).second) {
    return name_is_taken(name);
  }
  return std::make_unique<Draft>(*this, run, name, overwrite, retention);
}

Result<std::vector<record::Artifact>> FolderArtifactStore::list_all(const RunId& run) {
  std::vector<record::Artifact> artifacts;
  if (files_.type(folder_of(run)) == ports::FileType::kMissing) {
    return artifacts;
  }
  auto entries = files_.list(folder_of(run));
  if (!entries) {
    return fail(std::move(entries.error()));
  }
  for (const ports::FileEntry& entry : *entries) {
    if (entry.path.extension() != ".json" || entry.path.string().starts_with('.')) {
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

Result<std::vector<record::Artifact>> FolderArtifactStore::list(const RunId& run) {
  auto artifacts = list_all(run);
  if (artifacts) {
    std::erase_if(*artifacts, [&](const record::Artifact& artifact) { return artifact.expires <= clock_.now(); });
  }
  return artifacts;
}

Result<fs::path> FolderArtifactStore::open(const record::Artifact& artifact) {
  if (files_.type(artifact.archive) != ports::FileType::kFile) {
    return fail(ErrorKind::kNotFound, fmt::format("the artifact '{}' is not there any more", artifact.name),
                fmt::format("its archive {} was removed", artifact.archive.string()));
  }
  return artifact.archive;
}

Result<void> FolderArtifactStore::remove_one(const record::Artifact& artifact, record::Removed& removed) {
  for (const fs::path& path : {index_of(artifact), artifact.archive}) {
    if (Result<void> done = files_.remove_all(path); !done) {
      return done;
    }
  }
  ++removed.entries;
  removed.bytes += artifact.bytes;
  return {};
}

Result<record::Removed> FolderArtifactStore::remove(const RunId& run) {
  record::Removed removed;
  const auto artifacts = list_all(run);
  if (!artifacts) {
    return fail(artifacts.error());
  }
  for (const record::Artifact& artifact : *artifacts) {
    if (Result<void> done = remove_one(artifact, removed); !done) {
      return fail(done.error());
    }
  }
  if (Result<void> done = files_.remove_all(folder_of(run)); !done) {
    return fail(done.error());
  }
  return removed;
}

Result<record::Removed> FolderArtifactStore::tidy(bool is_rehearsal) {
  record::Removed removed;
  const auto runs = files_.list(root_);
  if (!runs) {
    return removed;
  }
  for (const ports::FileEntry& entry : *runs) {
    const RunId run(entry.path.string());
    remove_abandoned_drafts(files_, clock_, folder_of(run), is_rehearsal, removed);
    const auto artifacts = list_all(run);
    if (!artifacts) {
      continue;
    }
    for (const record::Artifact& artifact : *artifacts) {
      if (artifact.expires > clock_.now()) {
        continue;
      }
      if (is_rehearsal) {
        ++removed.entries;
        removed.bytes += artifact.bytes;
      } else if (Result<void> done = remove_one(artifact, removed); !done) {
        return fail(done.error());
      }
    }
    const auto left = files_.list(folder_of(run));
    if (!is_rehearsal && left && left->empty()) {
      static_cast<void>(files_.remove_all(folder_of(run)));
    }
  }
  return removed;
}

}  // namespace ropewalk::store
