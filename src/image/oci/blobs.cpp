#include "image/oci/blobs.h"

#include <fmt/format.h>

#include <utility>

#include "base/strings.h"

namespace ropewalk::image {
namespace {

constexpr std::uint64_t kMostBlobBytes = 16ULL << 30U;

class FolderBlobs final : public BlobStore {
 public:
  FolderBlobs(const ports::Files& files, ports::Path folder) : files_(files), folder_(std::move(folder)) {}

  Outcome<Blob> read(const std::string& name) const override {
    if (!has(name)) {
      return fault(FaultKind::kMissing, fmt::format("'{}' is not there", name));
    }
    auto bytes = files_.read_regular(folder_ / name, kMostBlobBytes, ports::Links::kFollow);
    if (!bytes) {
      return fault(FaultKind::kUnreadable, bytes.error().message);
    }
    auto owner = std::make_shared<const std::string>(std::move(*bytes));
    return Blob{owner, *owner};
  }
  bool has(const std::string& name) const override {
    return files_.type_followed(folder_ / name) == ports::FileType::kFile;
  }

 private:
  const ports::Files& files_;
  ports::Path folder_;
};

/// Says how far into a text a reader has come, so that contents can be views of it.
class CountingSource final : public ByteSource {
 public:
  explicit CountingSource(std::string_view bytes) : from_(memory_source(bytes)) {}
  Outcome<std::size_t> read(char* out, std::size_t size) override {
    auto count = from_->read(out, size);
    at_ += count ? *count : 0;
    return count;
  }
  [[nodiscard]] std::size_t at() const { return at_; }

 private:
  std::unique_ptr<ByteSource> from_;
  std::size_t at_ = 0;
};

class ArchiveBlobs final : public BlobStore {
 public:
  ArchiveBlobs(std::shared_ptr<const std::string> owner, std::map<std::string, std::string_view> files)
      : owner_(std::move(owner)), files_(std::move(files)) {}

  Outcome<Blob> read(const std::string& name) const override {
    const auto found = files_.find(name);
    if (found == files_.end()) {
      return fault(FaultKind::kMissing, fmt::format("'{}' is not in the archive", name));
    }
    return Blob{owner_, found->second};
  }
  bool has(const std::string& name) const override { return files_.contains(name); }

 private:
  std::shared_ptr<const std::string> owner_;
  std::map<std::string, std::string_view> files_;
};

/// The entry that a link names, `..` and all; empty for one that leads out of the archive.
std::string link_target(const std::string& from, std::string_view target) {
  std::vector<std::string_view> parts;
  if (!target.starts_with('/')) {
    parts = split(from, '/');
    parts.pop_back();
  }
  for (const std::string_view part : split(target, '/')) {
    if (part == "..") {
      if (parts.empty()) {
        return {};
      }
      parts.pop_back();
    } else if (!part.empty() && part != ".") {
      parts.push_back(part);
    }
  }
  std::string path;
  for (const std::string_view part : parts) {
    path += path.empty() ? "" : "/";
    path += part;
  }
  return path;
}

}  // namespace

Outcome<void> prove(std::string_view bytes, std::string_view digest) {
  if (!digest.starts_with("sha256:") || digest.size() != 7 + 64) {
    return fault(FaultKind::kUnsupported, fmt::format("'{}' is not a SHA-256 digest", digest));
  }
  const std::string actual = "sha256:" + to_hex(sha256(bytes));
  if (actual != digest) {
    return fault(FaultKind::kDigestMismatch, fmt::format("the blob is {}, and its name says {}", actual, digest));
  }
  return {};
}

Outcome<Blob> BlobStore::read_digest(std::string_view digest) const {
  const std::size_t colon = digest.find(':');
  if (colon == std::string_view::npos ||
      digest.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789:") != std::string_view::npos) {
    return fault(FaultKind::kUnsupported, fmt::format("'{}' is not a digest", digest));
  }
  auto blob = read(fmt::format("blobs/{}/{}", digest.substr(0, colon), digest.substr(colon + 1)));
  if (!blob) {
    return blob;
  }
  if (auto proven = prove(blob->bytes, digest); !proven) {
    return fault(proven.error());
  }
  return blob;
}

std::shared_ptr<const BlobStore> folder_blobs(const ports::Files& files, ports::Path folder) {
  return std::make_shared<FolderBlobs>(files, std::move(folder));
}

Outcome<std::shared_ptr<const BlobStore>> archive_blobs(std::shared_ptr<const std::string> archive) {
  const std::string_view bytes = *archive;
  CountingSource source(bytes);
  TarReader tar(source);
  std::map<std::string, std::string_view> found;
  std::map<std::string, std::string> links;
  while (true) {
    auto entry = tar.next();
    if (!entry) {
      return fault(entry.error());
    }
    if (!*entry) {
      break;
    }
    const auto name = plain_path((*entry)->name);
    if (!name) {
      continue;
    }
    switch ((*entry)->kind) {
      case EntryKind::kFile:
        if (bytes.size() - source.at() < (*entry)->size) {
          return fault(FaultKind::kTruncated, "the archive ends within an entry", *name);
        }
        found[*name] = bytes.substr(source.at(), static_cast<std::size_t>((*entry)->size));
        break;
      case EntryKind::kSymlink: links[*name] = link_target(*name, (*entry)->target); break;
      case EntryKind::kHardLink: links[*name] = plain_path((*entry)->target).value_or(""); break;
      default: break;
    }
  }
  for (const auto& [name, target] : links) {
    std::string at = target;
    for (int steps = 0; steps < 8 && links.contains(at); ++steps) {
      at = links.at(at);
    }
    if (const auto file = found.find(at); file != found.end()) {
      found.try_emplace(name, file->second);
    }
  }
  return std::make_shared<ArchiveBlobs>(std::move(archive), std::move(found));
}

}  // namespace ropewalk::image
