// What reading and writing share of libarchive.
#include "platform/libarchive_handle.h"

#include <fmt/format.h>

#include <cerrno>

#include "platform/descriptor.h"

namespace ropewalk::platform {
namespace {

constexpr std::size_t kBlockSize = 1U << 17U;

}  // namespace

Utf8Names::Utf8Names() : locale_(::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)), before_(nullptr) {
  if (locale_ != nullptr) {
    before_ = ::uselocale(locale_);
  }
}

Utf8Names::~Utf8Names() {
  if (locale_ != nullptr) {
    ::uselocale(before_);
    ::freelocale(locale_);
  }
}

Result<ArchiveReadHandle> open_archive(const std::filesystem::path& path) {
  ArchiveReadHandle handle(::archive_read_new());
  if (!handle) {
    return fail(ErrorKind::kInternal, "no memory is left to read an archive");
  }
  ::archive_read_support_format_zip(handle.get());
  ::archive_read_support_format_tar(handle.get());
  ::archive_read_support_filter_zstd(handle.get());
  if (::archive_read_open_filename(handle.get(), path.c_str(), kBlockSize) != ARCHIVE_OK) {
    return fail(archive_failure(handle.get(), path));
  }
  return handle;
}

Error archive_failure(::archive* handle, const std::filesystem::path& path) {
  const int number = ::archive_errno(handle);
  if (number == ENOENT || number == EACCES || number == ENOSPC) {
    return system_error(number, path.string());
  }
  const char* text = ::archive_error_string(handle);
  return {ErrorKind::kInvalid, fmt::format("{}: {}", path.string(), text == nullptr ? "it is damaged" : text)};
}

}  // namespace ropewalk::platform

/// Keeps libxml2 and ICU (52 MB) out of the program. In the static libarchive the writer of tar shares an object file
/// with a table of all formats, so asking for tar links every format, and xar's asks for libxml2. The linker keeps the
/// first definition that it meets: this one, of a public function that nobody calls, stands in for libarchive's, and
/// its xar is left out. It stays in this file because an object file that nothing else needs would not be looked at in
/// time.
int archive_write_set_format_xar(struct archive* handle) {
  ::archive_set_error(handle, ENOTSUP, "xar archives are not written here");
  return ARCHIVE_FATAL;
}
