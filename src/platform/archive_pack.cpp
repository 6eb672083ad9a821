// Writing archives. The entries are listed and sorted first, then written one after the other into a file that takes
// the archive's name only when it is whole.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <map>

#include "platform/archive.h"
#include "platform/atomic_file.h"
#include "platform/descriptor.h"
#include "platform/files.h"
#include "platform/libarchive_handle.h"

namespace ropewalk::platform {
namespace {

namespace fs = std::filesystem;
using ports::ArchiveFormat;

/// Name in the archive to source. The map sorts, and an entry that is named twice is packed once.
using Listing = std::map<std::string, fs::path>;

Error stopped(const fs::path& archive) {
  return {ErrorKind::kInterrupted, fmt::format("{}: packing it was stopped", archive.string())};
}

Result<Listing> list_all(const std::vector<ports::ArchiveEntry>& entries, const std::stop_token& stop) {
  const RealFiles files;
  Listing listing;
  for (const ports::ArchiveEntry& entry : entries) {
    const ports::FileType type = files.type(entry.source);
    if (type == ports::FileType::kMissing) {
      return fail(system_error(ENOENT, entry.source.string()));
    }
    // The top of a tree that is packed as "." needs no entry of its own.
    const fs::path name = fs::path(entry.name).lexically_normal();
    if (name != "." && !name.empty()) {
      listing.emplace(name.string(), entry.source);
    }
    if (type != ports::FileType::kDirectory) {
      continue;
    }
    const auto below = files.walk(entry.source, [&stop](const ports::FileEntry&) {
      return stop.stop_requested() ? ports::Walk::kStop : ports::Walk::kEnter;
    });
    if (!below) {
      return fail(below.error());
    }
    for (const ports::FileEntry& file : *below) {
      listing.emplace((name / file.path).lexically_normal().string(), entry.source / file.path);
    }
  }
  return listing;
}

Result<ArchiveWriteHandle> open_for_writing(int file, const fs::path& path, ArchiveFormat format, int level) {
  ArchiveWriteHandle handle(::archive_write_new());
  const std::string level_text = std::to_string(level);
  int status = ARCHIVE_OK;
  switch (format) {
    case ArchiveFormat::kZip:
      ::archive_write_set_format_zip(handle.get());
      status = ::archive_write_set_format_option(handle.get(), "zip", "compression-level", level_text.c_str());
      ::archive_write_set_format_option(handle.get(), "zip", "hdrcharset", "UTF-8");
      break;
    case ArchiveFormat::kTarZstd:
      ::archive_write_set_format_pax_restricted(handle.get());
      ::archive_write_add_filter_zstd(handle.get());
      status = ::archive_write_set_filter_option(handle.get(), "zstd", "compression-level", level_text.c_str());
      break;
  }
  if (status != ARCHIVE_OK) {
    return fail(ErrorKind::kUsage, fmt::format("{} is not a compression level for this kind of archive", level));
  }
  if (::archive_write_open_fd(handle.get(), file) != ARCHIVE_OK) {
    return fail(archive_failure(handle.get(), path));
  }
  return handle;
}

class Packer {
 public:
  Packer(::archive* handle, const fs::path& path, ArchiveFormat format, const std::stop_token& stop)
      : handle_(handle), path_(path), format_(format), stop_(stop), entry_(::archive_entry_new()) {}

  Result<void> add(const std::string& name, const fs::path& source) {
    // Opened without following links and asked for its size through the descriptor: what is packed is what was asked.
    struct stat status = {};
    if (::lstat(source.c_str(), &status) != 0) {
      return fail(system_error(errno, source.string()));
    }
    Descriptor file;
    if (S_ISREG(status.st_mode)) {
      // Without waiting: since it was looked at it may have become a pipe.
      file = Descriptor(::open(source.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
      if (!file.is_open() || ::fstat(file.get(), &status) != 0) {
        return fail(system_error(errno, source.string()));
      }
    }
    if (!S_ISREG(status.st_mode) && (file.is_open() || (!S_ISDIR(status.st_mode) && !S_ISLNK(status.st_mode)))) {
      return fail(ErrorKind::kInvalid, fmt::format("{}: only files, folders and links can be packed", source.string()));
    }
    if (const Result<void> described = describe(name, source, status); !described) {
      return described;
    }
    if (::archive_write_header(handle_, entry_.get()) < ARCHIVE_WARN) {
      return fail(archive_failure(handle_, path_));
    }
    return file.is_open() ? copy(file.get(), source, static_cast<std::uint64_t>(status.st_size)) : Result<void>();
  }

 private:
  /// A zip is an artifact, and artifacts lose permissions (README of actions/upload-artifact, "Permission Loss").
  [[nodiscard]] mode_t mode_of(const struct stat& status) const {
    constexpr mode_t kFolder = 0755;
    constexpr mode_t kFile = 0644;
    if (format_ != ArchiveFormat::kZip || S_ISLNK(status.st_mode)) {
      return status.st_mode;
    }
    return S_ISDIR(status.st_mode) ? S_IFDIR | kFolder : S_IFREG | kFile;
  }

  Result<void> describe(const std::string& name, const fs::path& source, const struct stat& status) {
    ::archive_entry_clear(entry_.get());
    ::archive_entry_copy_pathname(entry_.get(), name.c_str());
    // Neither owner nor inode: those differ between machines, the archive shall not.
    ::archive_entry_set_mode(entry_.get(), mode_of(status));
    ::archive_entry_set_mtime(entry_.get(), status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
    ::archive_entry_set_size(entry_.get(), S_ISREG(status.st_mode) ? status.st_size : 0);
    if (S_ISLNK(status.st_mode)) {
      std::error_code error;
      const fs::path target = fs::read_symlink(source, error);
      if (error) {
        return fail(system_error(error.value(), source.string()));
      }
      ::archive_entry_copy_symlink(entry_.get(), target.c_str());
    }
    return {};
  }

  Result<void> copy(int file, const fs::path& source, std::uint64_t left) {
    while (left > 0) {
      if (stop_.stop_requested()) {
        return fail(stopped(path_));
      }
      const ssize_t count = read_some(file, buffer_.data(), std::min<std::uint64_t>(left, buffer_.size()));
      if (count < 0) {
        return fail(system_error(errno, source.string()));
      }
      if (count == 0) {
        return fail(ErrorKind::kInvalid, fmt::format("{}: it became shorter while it was packed", source.string()));
      }
      if (::archive_write_data(handle_, buffer_.data(), static_cast<std::size_t>(count)) < 0) {
        return fail(archive_failure(handle_, path_));
      }
      left -= static_cast<std::uint64_t>(count);
    }
    return {};
  }

  ::archive* handle_;
  const fs::path& path_;
  ArchiveFormat format_;
  const std::stop_token& stop_;
  ArchiveEntryHandle entry_;
  std::array<char, 1U << 17U> buffer_;
};

Result<void> write_archive(const Listing& listing, int file, const fs::path& path, ArchiveFormat format, int level,
                           const std::stop_token& stop) {
  const Utf8Names names;
  const Result<ArchiveWriteHandle> handle = open_for_writing(file, path, format, level);
  if (!handle) {
    return fail(handle.error());
  }
  Packer packer(handle->get(), path, format, stop);
  for (const auto& [name, source] : listing) {
    if (stop.stop_requested()) {
      return fail(stopped(path));
    }
    if (const Result<void> added = packer.add(name, source); !added) {
      return added;
    }
  }
  if (::archive_write_close(handle->get()) != ARCHIVE_OK) {
    return fail(archive_failure(handle->get(), path));
  }
  return {};
}

}  // namespace

Result<std::uint64_t> RealArchive::pack(const std::vector<ports::ArchiveEntry>& entries, const fs::path& archive,
                                        ArchiveFormat format, int level, std::stop_token stop) {
  const Result<Listing> listing = list_all(entries, stop);
  if (!listing) {
    return fail(listing.error());
  }
  std::error_code error;
  fs::create_directories(archive.parent_path(), error);
  std::uint64_t size = 0;
  const Result<void> written = atomically_written(archive, [&](int file) {
    Result<void> filled = write_archive(*listing, file, archive, format, level, stop);
    struct stat status = {};
    if (filled && ::fstat(file, &status) == 0) {
      size = static_cast<std::uint64_t>(status.st_size);
    }
    return filled;
  });
  if (!written) {
    return fail(written.error());
  }
  return size;
}

}  // namespace ropewalk::platform
