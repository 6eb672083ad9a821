// What reading and writing share of libarchive: handles that free themselves, errors as ours, names as UTF-8.
#pragma once

#include <archive.h>
#include <archive_entry.h>

#include <clocale>
#include <filesystem>
#include <memory>

#include "base/result.h"

namespace ropewalk::platform {

struct ArchiveReadFree {
  void operator()(::archive* handle) const { ::archive_read_free(handle); }
};
struct ArchiveWriteFree {
  void operator()(::archive* handle) const { ::archive_write_free(handle); }
};
struct ArchiveEntryFree {
  void operator()(::archive_entry* entry) const { ::archive_entry_free(entry); }
};
using ArchiveReadHandle = std::unique_ptr<::archive, ArchiveReadFree>;
using ArchiveWriteHandle = std::unique_ptr<::archive, ArchiveWriteFree>;
using ArchiveEntryHandle = std::unique_ptr<::archive_entry, ArchiveEntryFree>;

/// libarchive takes the thread's locale for the encoding of names. While this lives it is C.UTF-8 for this thread, so
/// that names come out the same whatever the user's session says.
class Utf8Names {
 public:
  Utf8Names();
  ~Utf8Names();
  Utf8Names(const Utf8Names&) = delete;
  Utf8Names& operator=(const Utf8Names&) = delete;

 private:
  locale_t locale_;
  locale_t before_;
};

/// A reader of the formats that we write and no others (`archive_read_support_*_all` would link 52 MB of ICU).
[[nodiscard]] Result<ArchiveReadHandle> open_archive(const std::filesystem::path& path);

/// The handle's last error, about `path`.
[[nodiscard]] Error archive_failure(::archive* handle, const std::filesystem::path& path);

}  // namespace ropewalk::platform
