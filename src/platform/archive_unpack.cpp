// Reading archives.
//
// An archive from elsewhere may try to write outside the folder that it is unpacked to: by an absolute name, by
// `..`, or by first making a link and then a file "below" it. So names are checked as text, and then every folder on
// the way is opened from the one above it with O_NOFOLLOW: whatever links are there, the kernel does not go through
// them.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "platform/archive.h"
#include "platform/descriptor.h"
#include "platform/libarchive_handle.h"

namespace ropewalk::platform {
namespace {

namespace fs = std::filesystem;

enum class Trust { kOurs, kForeign };

constexpr mode_t kPermissions = 0777;

/// True when a relative path, followed from a folder `depth` levels below the top, goes above the top.
bool climbs_out(const fs::path& path, std::ptrdiff_t depth) {
  for (const fs::path& part : path) {
    if (part == "..") {
      --depth;
    } else if (part != "." && !part.empty()) {
      ++depth;
    }
    if (depth < 0) {
      return true;
    }
  }
  return false;
}

class Unpacker {
 public:
  Unpacker(::archive* handle, const fs::path& archive, const fs::path& folder, Trust trust, const std::stop_token& stop)
      : handle_(handle), archive_(archive), folder_(folder), trust_(trust), stop_(stop) {}

  Result<void> unpack() {
    std::error_code error;
    fs::create_directories(folder_, error);
    top_ = Descriptor(::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!top_.is_open()) {
      return fail(system_error(errno, folder_.string()));
    }
    ::archive_entry* entry = nullptr;
    int status = ARCHIVE_OK;
    while ((status = ::archive_read_next_header(handle_, &entry)) >= ARCHIVE_WARN && status != ARCHIVE_EOF) {
      if (stop_.stop_requested()) {
        return stopped();
      }
      if (const Result<void> made = make(entry); !made) {
        return made;
      }
    }
    if (status != ARCHIVE_EOF) {
      return fail(archive_failure(handle_, archive_));
    }
    // Deepest first: a folder that its owner may not write to is complete by now.
    for (auto& [path, attributes] : folders_) {
      apply(path, attributes);
    }
    return {};
  }

 private:
  struct Attributes {
    mode_t mode = 0;
    std::array<timespec, 2> times{};
  };

  Result<void> make(::archive_entry* entry) {
    const char* text = ::archive_entry_pathname(entry);
    const fs::path name = fs::path(text == nullptr ? "" : text).lexically_normal();
    if (name.empty() || name == ".") {
      return {};
    }
    const bool has_way_up = std::find(name.begin(), name.end(), "..") != name.end();
    if (trust_ == Trust::kForeign && (name.is_absolute() || has_way_up)) {
      return refuse(text, "its path is outside the folder");
    }
    const fs::path trimmed = name.has_filename() ? name : name.parent_path();
    const auto type = ::archive_entry_filetype(entry);
    const Result<Descriptor> parent = open_folder(type == AE_IFDIR ? trimmed : trimmed.parent_path());
    if (!parent) {
      return fail(parent.error());
    }
    Attributes attributes;
    attributes.mode = ::archive_entry_perm(entry) & kPermissions;
    const timespec modified{::archive_entry_mtime(entry), ::archive_entry_mtime_nsec(entry)};
    attributes.times = {modified, modified};
    switch (type) {
      case AE_IFDIR: folders_.emplace(folders_.begin(), trimmed, attributes); return {};
      case AE_IFREG: return make_file(parent->get(), trimmed, attributes);
      case AE_IFLNK: return make_link(parent->get(), trimmed, ::archive_entry_symlink(entry), attributes);
      default: return refuse(text, "it is not a file, folder or symbolic link");
    }
  }

  /// Opens, and where it is missing makes, a folder below the top. An absolute one (only in our own archives) is opened
  /// as it is.
  Result<Descriptor> open_folder(const fs::path& path) {
    if (path.is_absolute() || trust_ == Trust::kOurs) {
      const fs::path whole = folder_ / path;
      std::error_code error;
      fs::create_directories(whole, error);
      Descriptor opened(::open(whole.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
      if (!opened.is_open()) {
        return fail(system_error(errno, whole.string()));
      }
      return opened;
    }
    Descriptor folder(::fcntl(top_.get(), F_DUPFD_CLOEXEC, 0));
    for (const fs::path& part : path) {
      constexpr int kFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
      ::mkdirat(folder.get(), part.c_str(), kPermissions);
      Descriptor next(::openat(folder.get(), part.c_str(), kFlags));
      if (!next.is_open()) {
        const int number = errno;
        if (number == ELOOP || number == ENOTDIR) {
          return fail(ErrorKind::kInvalid,
                      fmt::format("{}: '{}' cannot be unpacked: '{}' exists and is a file or a link", archive_.string(),
                                  path.string(), part.string()));
        }
        return fail(system_error(number, (folder_ / path).string()));
      }
      folder = std::move(next);
    }
    return folder;
  }

  Result<void> make_file(int parent, const fs::path& name, const Attributes& attributes) {
    const std::string leaf = name.filename().string();
    ::unlinkat(parent, leaf.c_str(), 0);
    constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    const Descriptor file(::openat(parent, leaf.c_str(), kFlags, 0600));
    if (!file.is_open()) {
      return fail(system_error(errno, (folder_ / name).string()));
    }
    const void* block = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    la_int64_t end = 0;
    int status = ARCHIVE_OK;
    while ((status = ::archive_read_data_block(handle_, &block, &size, &offset)) == ARCHIVE_OK) {
      if (stop_.stop_requested()) {
        ::unlinkat(parent, leaf.c_str(), 0);
        return stopped();
      }
      const bool is_at_place = offset == end || ::lseek(file.get(), offset, SEEK_SET) == offset;
      const int error = is_at_place ? write_fully(file.get(), {static_cast<const char*>(block), size}) : errno;
      if (error != 0) {
        return fail(system_error(error, (folder_ / name).string()));
      }
      end = offset + static_cast<la_int64_t>(size);
    }
    if (status != ARCHIVE_EOF) {
      return fail(archive_failure(handle_, archive_));
    }
    if (::fchmod(file.get(), attributes.mode) != 0 || ::futimens(file.get(), attributes.times.data()) != 0) {
      return fail(system_error(errno, (folder_ / name).string()));
    }
    return {};
  }

  Result<void> make_link(int parent, const fs::path& name, const char* text, const Attributes& attributes) {
    const fs::path target = text == nullptr ? "" : text;
    const auto depth = std::distance(name.begin(), name.end()) - 1;
    if (trust_ == Trust::kForeign && (target.is_absolute() || climbs_out(target, depth))) {
      return refuse(name.string(), fmt::format("it is a link to '{}', outside the folder", target.string()));
    }
    const std::string leaf = name.filename().string();
    ::unlinkat(parent, leaf.c_str(), 0);
    if (::symlinkat(target.c_str(), parent, leaf.c_str()) != 0) {
      return fail(system_error(errno, (folder_ / name).string()));
    }
    ::utimensat(parent, leaf.c_str(), attributes.times.data(), AT_SYMLINK_NOFOLLOW);
    return {};
  }

  void apply(const fs::path& name, const Attributes& attributes) {
    const Result<Descriptor> folder = open_folder(name);
    if (folder) {
      ::futimens(folder->get(), attributes.times.data());
      ::fchmod(folder->get(), attributes.mode);
    }
  }

  [[nodiscard]] Result<void> stopped() const {
    return fail(ErrorKind::kInterrupted, fmt::format("{}: unpacking it was stopped", archive_.string()));
  }

  Result<void> refuse(std::string_view name, std::string_view reason) const {
    return fail(ErrorKind::kInvalid, fmt::format("{}: '{}' was not unpacked: {}", archive_.string(), name, reason));
  }

  ::archive* handle_;
  const fs::path& archive_;
  const fs::path& folder_;
  Trust trust_;
  const std::stop_token& stop_;
  Descriptor top_;
  std::vector<std::pair<fs::path, Attributes>> folders_;
};

Result<void> unpack_as(const fs::path& archive, const fs::path& folder, Trust trust, const std::stop_token& stop) {
  const Utf8Names names;
  const Result<ArchiveReadHandle> handle = open_archive(archive);
  if (!handle) {
    return fail(handle.error());
  }
  return Unpacker(handle->get(), archive, folder, trust, stop).unpack();
}

}  // namespace

Result<void> RealArchive::unpack(const fs::path& archive, const fs::path& folder, std::stop_token stop) {
  return unpack_as(archive, folder, Trust::kForeign, stop);
}

Result<void> RealArchive::unpack_trusted(const fs::path& archive, const fs::path& folder, std::stop_token stop) {
  return unpack_as(archive, folder, Trust::kOurs, stop);
}

Result<std::vector<std::string>> RealArchive::list(const fs::path& archive) const {
  const Utf8Names names;
  const Result<ArchiveReadHandle> handle = open_archive(archive);
  if (!handle) {
    return fail(handle.error());
  }
  std::vector<std::string> out;
  ::archive_entry* entry = nullptr;
  int status = ARCHIVE_OK;
  while ((status = ::archive_read_next_header(handle->get(), &entry)) >= ARCHIVE_WARN && status != ARCHIVE_EOF) {
    const char* name = ::archive_entry_pathname(entry);
    out.emplace_back(name == nullptr ? "" : name);
  }
  if (status != ARCHIVE_EOF) {
    return fail(archive_failure(handle->get(), archive));
  }
  return out;
}

}  // namespace ropewalk::platform
