// Reads tar archives as container tools write them: ustar, PAX and GNU headers, long names, sparse files. One entry
// after the other, from any source, in constant memory.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "image/oci/byte_source.h"

namespace ropewalk::image {

enum class EntryKind { kFile, kFolder, kSymlink, kHardLink, kFifo, kCharacterDevice, kBlockDevice };

struct TarEntry {
  /// As the archive has it.
  std::string name;
  EntryKind kind = EntryKind::kFile;
  /// The last twelve bits: permissions, set-user-id, set-group-id, sticky.
  std::uint32_t mode = 0;
  std::uint64_t uid = 0;
  std::uint64_t gid = 0;
  /// Of the content, holes included.
  std::uint64_t size = 0;
  /// Seconds since 1970.
  std::int64_t time = 0;
  /// Of a link.
  std::string target;
};

class TarReader {
 public:
  explicit TarReader(ByteSource& source) : source_(source) {}

  /// The next entry, or nothing at the end of the archive. What is left of the content before is passed over. Faults:
  /// kTruncated, kDamaged (a header whose sum is wrong), kTooLarge (headers of more than a mebibyte), and the source's.
  [[nodiscard]] Outcome<std::optional<TarEntry>> next();

  /// Content of the entry that `next` gave last; 0 at its end.
  [[nodiscard]] Outcome<std::size_t> read(char* out, std::size_t size);
  /// All of it that is left, up to `limit` bytes (more is kTooLarge).
  [[nodiscard]] Outcome<std::string> read_all(std::uint64_t limit);

 private:
  /// A stretch of a sparse file that has bytes; what is between stretches is zeros.
  struct Stretch {
    std::uint64_t begin = 0;
    std::uint64_t size = 0;
  };
  using Records = std::map<std::string, std::string, std::less<>>;

  [[nodiscard]] Outcome<bool> block(char* out);
  [[nodiscard]] Outcome<void> exactly(char* out, std::size_t size);
  [[nodiscard]] Outcome<void> skip(std::uint64_t size);
  [[nodiscard]] Outcome<std::string> header_text(std::uint64_t size);
  [[nodiscard]] Outcome<void> read_old_sparse(const char* header);
  [[nodiscard]] Outcome<void> read_new_sparse();
  [[nodiscard]] Outcome<TarEntry> make_entry(const char* header, const Records& records, std::string long_name,
                                             std::string long_target);

  ByteSource& source_;
  Records global_;
  /// Of the current entry, in the archive: content that is left, and zeros up to the next block.
  std::uint64_t stored_ = 0;
  std::uint64_t padding_ = 0;
  /// Of the current entry, as it is read.
  std::uint64_t size_ = 0;
  std::uint64_t at_ = 0;
  bool is_sparse_ = false;
  std::vector<Stretch> stretches_;
  std::size_t stretch_ = 0;
};

/// The records of a PAX header: `LENGTH KEY=VALUE\n`. What does not read as one ends them.
[[nodiscard]] std::map<std::string, std::string, std::less<>> read_pax_records(std::string_view text);

}  // namespace ropewalk::image
