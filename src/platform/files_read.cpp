// How the Files port reads: whole files that we trust, files that another program may have swapped for something else,
// and digests of files that are too big to hold.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <vector>

#include "platform/descriptor.h"
#include "platform/files.h"

namespace ropewalk::platform {
namespace {

using ports::Links;
using ports::Path;

/// Opens what is there without waiting for anybody (opening a pipe would), and keeps only a regular file.
Result<Descriptor> open_regular(const Path& path, Links links, struct stat& status) {
  const int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (links == Links::kRefuse ? O_NOFOLLOW : 0);
  Descriptor file(::open(path.c_str(), flags));
  if (!file.is_open()) {
    // A socket cannot be opened at all; with O_NOFOLLOW a link is ELOOP.
    const int error = errno;
    if (error == ENXIO || (error == ELOOP && links == Links::kRefuse)) {
      return fail(ErrorKind::kInvalid, fmt::format("{}: it is not a regular file", path.string()));
    }
    return fail(system_error(error, path.string()));
  }
  if (::fstat(file.get(), &status) != 0) {
    return fail(system_error(errno, path.string()));
  }
  if (!S_ISREG(status.st_mode)) {
    return fail(ErrorKind::kInvalid, fmt::format("{}: it is not a regular file", path.string()));
  }
  return file;
}

/// All that is left in an open file, which `expected` is a guess of. More than `limit` bytes are not read: the text is
/// then one byte longer than the limit.
Result<std::string> read_to_end(int file, const Path& path, std::uint64_t expected, std::uint64_t limit) {
  // One byte more than the file has, so that its end is seen without growing; files of /proc say 0 and have more.
  std::string bytes(static_cast<std::size_t>(expected) + 1, '\0');
  std::size_t filled = 0;
  while (true) {
    const ssize_t count = read_some(file, bytes.data() + filled, bytes.size() - filled);
    if (count < 0) {
      return fail(system_error(errno, path.string()));
    }
    filled += static_cast<std::size_t>(count);
    if (count == 0 || filled > limit) {
      bytes.resize(filled);
      return bytes;
    }
    if (filled == bytes.size()) {
      bytes.resize(bytes.size() * 2 + 4096);
    }
  }
}

}  // namespace

Result<std::string> RealFiles::read(const Path& path) const {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status = {};
  if (!file.is_open() || ::fstat(file.get(), &status) != 0) {
    return fail(system_error(errno, path.string()));
  }
  const auto expected = S_ISREG(status.st_mode) ? static_cast<std::uint64_t>(status.st_size) : 0;
  return read_to_end(file.get(), path, expected, std::string().max_size());
}

Result<std::string> RealFiles::read_regular(const Path& path, std::uint64_t limit, Links links) const {
  struct stat status = {};
  const Result<Descriptor> file = open_regular(path, links, status);
  if (!file) {
    return fail(file.error());
  }
  const auto size = static_cast<std::uint64_t>(status.st_size);
  const auto too_long = [&] {
    return fail(ErrorKind::kInvalid, fmt::format("{}: it is larger than {} bytes", path.string(), limit));
  };
  if (size > limit) {
    return too_long();
  }
  Result<std::string> bytes = read_to_end(file->get(), path, size, limit);
  if (bytes && bytes->size() > limit) {
    return too_long();
  }
  return bytes;
}

Result<Sha256Digest> RealFiles::digest(const Path& path, std::stop_token stop) const {
  struct stat status = {};
  const Result<Descriptor> file = open_regular(path, Links::kFollow, status);
  if (!file) {
    return fail(file.error());
  }
  Sha256 hash;
  std::array<char, 1U << 17U> buffer;
  while (!stop.stop_requested()) {
    const ssize_t count = read_some(file->get(), buffer.data(), buffer.size());
    if (count < 0) {
      return fail(system_error(errno, path.string()));
    }
    if (count == 0) {
      return hash.finish();
    }
    hash.update({buffer.data(), static_cast<std::size_t>(count)});
  }
  return fail(ErrorKind::kInterrupted, fmt::format("{}: reading it was stopped", path.string()));
}

}  // namespace ropewalk::platform
