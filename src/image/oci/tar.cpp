// The format: blocks of 512 bytes; a header, then content padded to a block. PAX (POSIX.1-2001) and GNU tar put what a
// header has no room for into entries of their own before it. (tar(5) of libarchive; GNU tar manual, "Sparse Formats".)
#include "image/oci/tar.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "base/strings.h"

namespace ropewalk::image {
namespace {

constexpr std::size_t kBlock = 512;
constexpr std::uint64_t kMostHeaderBytes = 1U << 20U;
constexpr std::size_t kMostStretches = 1U << 20U;

std::string_view field(const char* header, std::size_t offset, std::size_t size) {
  const std::string_view whole(header + offset, size);
  return whole.substr(0, whole.find('\0'));
}

/// Octal digits, or base 256 when the first byte has its high bit (GNU). Nothing for what does not fit.
std::optional<std::uint64_t> number(const char* header, std::size_t offset, std::size_t size) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(header + offset);
  if ((bytes[0] & 0x80U) != 0) {
    if ((bytes[0] & 0x40U) != 0) {
      return std::nullopt;  // negative
    }
    std::uint64_t value = bytes[0] & 0x3FU;
    for (std::size_t index = 1; index < size; ++index) {
      if (value >> 55U != 0) {
        return std::nullopt;
      }
      value = value << 8U | bytes[index];
    }
    return value;
  }
  const std::string_view digits = trim(field(header, offset, size));
  if (digits.empty()) {
    return 0;
  }
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 8);
  return error == std::errc() && end == digits.data() + digits.size() ? std::optional(value) : std::nullopt;
}

std::optional<std::uint64_t> decimal(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && !text.empty() && value >> 62U == 0
             ? std::optional(value)
             : std::nullopt;
}

/// The sum of a header's bytes with its own field as spaces; old archives have it over signed bytes.
bool has_right_sum(const char* header) {
  std::uint64_t sum = 0;
  std::int64_t as_signed = 0;
  for (std::size_t index = 0; index < kBlock; ++index) {
    const char byte = index >= 148 && index < 156 ? ' ' : header[index];
    sum += static_cast<unsigned char>(byte);
    as_signed += static_cast<signed char>(byte);
  }
  const auto said = number(header, 148, 8);
  return said && (*said == sum || (as_signed >= 0 && *said == static_cast<std::uint64_t>(as_signed)));
}

bool is_zero(const char* block) {
  return std::all_of(block, block + kBlock, [](char byte) { return byte == '\0'; });
}

EntryKind kind_of(char type) {
  switch (type) {
    case '1': return EntryKind::kHardLink;
    case '2': return EntryKind::kSymlink;
    case '3': return EntryKind::kCharacterDevice;
    case '4': return EntryKind::kBlockDevice;
    case '5': return EntryKind::kFolder;
    case '6': return EntryKind::kFifo;
    default: return EntryKind::kFile;
  }
}

tl::unexpected<Fault> truncated() { return fault(FaultKind::kTruncated, "the archive ends within an entry"); }
tl::unexpected<Fault> damaged(std::string_view what) {
  return fault(FaultKind::kDamaged, fmt::format("the archive is damaged: {}", what));
}

}  // namespace

std::map<std::string, std::string, std::less<>> read_pax_records(std::string_view text) {
  std::map<std::string, std::string, std::less<>> records;
  while (!text.empty()) {
    const std::size_t space = text.find(' ');
    const auto length = space == std::string_view::npos ? std::nullopt : decimal(text.substr(0, space));
    if (!length || *length <= space + 1 || *length > text.size()) {
      break;
    }
    std::string_view record = text.substr(space + 1, *length - space - 1);
    if (!record.empty() && record.back() == '\n') {
      record.remove_suffix(1);
    }
    const std::size_t equals = record.find('=');
    if (equals == std::string_view::npos) {
      break;
    }
    const std::string key(record.substr(0, equals));
    const std::string value(record.substr(equals + 1));
    // Format 0.0 of sparse files repeats its keys: one list of numbers is made of them.
    if (key == "GNU.sparse.offset" || key == "GNU.sparse.numbytes") {
      std::string& map = records["GNU.sparse.map"];
      map += (map.empty() ? "" : ",") + value;
    } else {
      records[key] = value;
    }
    text.remove_prefix(*length);
  }
  return records;
}

Outcome<bool> TarReader::block(char* out) {
  std::size_t filled = 0;
  while (filled < kBlock) {
    const auto count = source_.read(out + filled, kBlock - filled);
    if (!count) {
      return fault(count.error());
    }
    if (*count == 0) {
      if (filled == 0) {
        return false;
      }
      return truncated();
    }
    filled += *count;
  }
  return true;
}

Outcome<void> TarReader::exactly(char* out, std::size_t size) {
  while (size > 0) {
    const auto count = source_.read(out, size);
    if (!count) {
      return fault(count.error());
    }
    if (*count == 0) {
      return truncated();
    }
    out += *count;
    size -= *count;
  }
  return {};
}

Outcome<void> TarReader::skip(std::uint64_t size) {
  std::array<char, 32768> buffer;
  while (size > 0) {
    const auto piece = static_cast<std::size_t>(std::min<std::uint64_t>(size, buffer.size()));
    if (auto done = exactly(buffer.data(), piece); !done) {
      return done;
    }
    size -= piece;
  }
  return {};
}

Outcome<std::string> TarReader::header_text(std::uint64_t size) {
  if (size > kMostHeaderBytes) {
    return fault(FaultKind::kTooLarge, "a header of the archive has more than a mebibyte");
  }
  std::string text(static_cast<std::size_t>(size), '\0');
  if (auto done = exactly(text.data(), text.size()); !done) {
    return fault(done.error());
  }
  if (auto done = skip((kBlock - size % kBlock) % kBlock); !done) {
    return fault(done.error());
  }
  return text;
}

/// GNU's old form: four stretches in the header, then blocks of twenty-one.
Outcome<void> TarReader::read_old_sparse(const char* header) {
  const auto take = [&](const char* from, std::size_t offset, std::size_t count) -> bool {
    for (std::size_t index = 0; index < count; ++index) {
      const auto begin = number(from, offset + index * 24, 12);
      const auto size = number(from, offset + index * 24 + 12, 12);
      if (!begin || !size) {
        return false;
      }
      if (from[offset + index * 24 + 12] != '\0') {
        stretches_.push_back({*begin, *size});
      }
    }
    return true;
  };
  if (!take(header, 386, 4)) {
    return damaged("a sparse file's map");
  }
  bool has_more = header[482] != '\0';
  std::array<char, kBlock> more;
  while (has_more) {
    if (auto there = block(more.data()); !there) {
      return fault(there.error());
    } else if (!*there) {
      return truncated();
    }
    if (!take(more.data(), 0, 21) || stretches_.size() > kMostStretches) {
      return damaged("a sparse file's map");
    }
    has_more = more[504] != '\0';
  }
  return {};
}

/// PAX form 1.0: the map stands before the content, a number a line, padded to a block.
Outcome<void> TarReader::read_new_sparse() {
  std::array<char, kBlock> bytes;
  std::string text;
  std::size_t at = 0;
  const auto line = [&]() -> Outcome<std::uint64_t> {
    std::size_t end = text.find('\n', at);
    while (end == std::string::npos) {
      if (stored_ < kBlock || text.size() > kMostHeaderBytes * 32) {
        return damaged("a sparse file's map");
      }
      if (auto done = exactly(bytes.data(), kBlock); !done) {
        return fault(done.error());
      }
      stored_ -= kBlock;
      text.append(bytes.data(), kBlock);
      end = text.find('\n', at);
    }
    const auto value = decimal(std::string_view(text).substr(at, end - at));
    at = end + 1;
    return value ? Outcome<std::uint64_t>(*value) : damaged("a sparse file's map");
  };
  const auto count = line();
  if (!count) {
    return fault(count.error());
  }
  if (*count > kMostStretches) {
    return damaged("a sparse file's map");
  }
  for (std::uint64_t index = 0; index < *count; ++index) {
    const auto begin = line();
    const auto size = begin ? line() : begin;
    if (!size) {
      return fault(size.error());
    }
    stretches_.push_back({*begin, *size});
  }
  return {};
}

Outcome<TarEntry> TarReader::make_entry(const char* header, const Records& records, std::string long_name,
                                        std::string long_target) {
  const auto record = [&](std::string_view key) -> const std::string* {
    const auto own = records.find(key);
    if (own != records.end()) {
      return &own->second;
    }
    const auto shared = global_.find(key);
    return shared == global_.end() ? nullptr : &shared->second;
  };
  TarEntry entry;
  const char type = header[156];
  entry.kind = kind_of(type);
  entry.name = std::move(long_name);
  if (const std::string* path = record("path")) {
    entry.name = *path;
  } else if (entry.name.empty()) {
    const bool is_posix = std::memcmp(header + 257, "ustar\0", 6) == 0;
    const std::string_view prefix = is_posix ? field(header, 345, 155) : std::string_view();
    entry.name =
        prefix.empty() ? std::string(field(header, 0, 100)) : fmt::format("{}/{}", prefix, field(header, 0, 100));
  }
  entry.target = std::move(long_target);
  if (const std::string* target = record("linkpath")) {
    entry.target = *target;
  } else if (entry.target.empty()) {
    entry.target = field(header, 157, 100);
  }
  // Before POSIX a folder was a file whose name ends with a slash.
  if (entry.kind == EntryKind::kFile && entry.name.ends_with('/')) {
    entry.kind = EntryKind::kFolder;
  }
  const auto mode = number(header, 100, 8);
  const auto uid = number(header, 108, 8);
  const auto gid = number(header, 116, 8);
  auto size = number(header, 124, 12);
  if (const std::string* text = record("size")) {
    size = decimal(*text);
  }
  if (!mode || !size || *size >> 62U != 0) {
    return damaged("a number in a header");
  }
  entry.mode = static_cast<std::uint32_t>(*mode & 07777U);
  entry.uid = uid.value_or(0);
  entry.gid = gid.value_or(0);
  auto time = number(header, 136, 12);
  if (const std::string* text = record("mtime")) {
    time = decimal(std::string_view(*text).substr(0, text->find('.')));
  }
  entry.time = static_cast<std::int64_t>(time.value_or(0));
  const bool has_content = entry.kind == EntryKind::kFile;
  stored_ = has_content || type == '1' ? *size : 0;
  if (type == '1' && *size != 0 && record("path") == nullptr) {
    stored_ = 0;  // old archives give a hard link its target's size, without content
  }
  padding_ = (kBlock - stored_ % kBlock) % kBlock;
  size_ = stored_;
  at_ = 0;
  stretch_ = 0;
  stretches_.clear();
  is_sparse_ = false;
  if (type == 'S') {
    const auto real = number(header, 483, 12);
    if (!real) {
      return damaged("a sparse file's size");
    }
    is_sparse_ = true;
    size_ = *real;
    if (auto done = read_old_sparse(header); !done) {
      return fault(done.error());
    }
  } else if (const std::string* major = record("GNU.sparse.major");
             major != nullptr || record("GNU.sparse.map") != nullptr) {
    is_sparse_ = true;
    if (const std::string* name = record("GNU.sparse.name")) {
      entry.name = *name;
    }
    const std::string* real = record("GNU.sparse.realsize");
    real = real == nullptr ? record("GNU.sparse.size") : real;
    const auto value = real == nullptr ? std::nullopt : decimal(*real);
    if (!value) {
      return damaged("a sparse file's size");
    }
    size_ = *value;
    if (major != nullptr && *major == "1") {
      if (auto done = read_new_sparse(); !done) {
        return fault(done.error());
      }
    } else if (const std::string* map = record("GNU.sparse.map")) {
      const auto numbers = split(*map, ',');
      for (std::size_t index = 0; index + 1 < numbers.size(); index += 2) {
        const auto begin = decimal(numbers[index]);
        const auto length = decimal(numbers[index + 1]);
        if (!begin || !length) {
          return damaged("a sparse file's map");
        }
        stretches_.push_back({*begin, *length});
      }
    }
  }
  entry.size = has_content ? size_ : 0;
  std::uint64_t behind = 0;
  std::uint64_t kept = 0;
  for (const Stretch& stretch : stretches_) {
    if (stretch.begin < behind || stretch.size > size_ || stretch.begin > size_ - stretch.size) {
      return damaged("a sparse file's map");
    }
    behind = stretch.begin + stretch.size;
    kept += stretch.size;
  }
  if (is_sparse_ && kept > stored_) {
    return damaged("a sparse file's map");
  }
  return entry;
}

Outcome<std::optional<TarEntry>> TarReader::next() {
  if (auto done = skip(stored_); !done) {
    return fault(done.error());
  }
  if (auto done = skip(padding_); !done) {
    return fault(done.error());
  }
  stored_ = 0;
  padding_ = 0;
  size_ = 0;
  at_ = 0;
  Records records;
  std::string long_name;
  std::string long_target;
  std::array<char, kBlock> header;
  while (true) {
    auto there = block(header.data());
    if (!there) {
      return fault(there.error());
    }
    // Two blocks of zeros end an archive; so does one, or none.
    if (!*there || is_zero(header.data())) {
      return std::optional<TarEntry>();
    }
    if (!has_right_sum(header.data())) {
      return damaged("a header's sum is wrong");
    }
    const char type = header[156];
    if (type != 'x' && type != 'g' && type != 'L' && type != 'K') {
      auto entry = make_entry(header.data(), records, std::move(long_name), std::move(long_target));
      if (!entry) {
        return fault(entry.error());
      }
      return std::optional<TarEntry>(std::move(*entry));
    }
    const auto size = number(header.data(), 124, 12);
    if (!size) {
      return damaged("a number in a header");
    }
    auto text = header_text(*size);
    if (!text) {
      return fault(text.error());
    }
    if (type == 'x') {
      records = read_pax_records(*text);
    } else if (type == 'g') {
      for (auto& [key, value] : read_pax_records(*text)) {
        global_[key] = value;
      }
    } else {
      (type == 'L' ? long_name : long_target) = text->substr(0, text->find('\0'));
    }
  }
}

Outcome<std::size_t> TarReader::read(char* out, std::size_t size) {
  std::uint64_t piece = std::min<std::uint64_t>(size, size_ - at_);
  if (piece == 0) {
    return 0;
  }
  if (is_sparse_) {
    while (stretch_ < stretches_.size() && at_ >= stretches_[stretch_].begin + stretches_[stretch_].size) {
      ++stretch_;
    }
    const bool is_hole = stretch_ == stretches_.size() || at_ < stretches_[stretch_].begin;
    if (is_hole) {
      const std::uint64_t end = stretch_ == stretches_.size() ? size_ : stretches_[stretch_].begin;
      piece = std::min(piece, end - at_);
      std::memset(out, 0, static_cast<std::size_t>(piece));
      at_ += piece;
      return static_cast<std::size_t>(piece);
    }
    piece = std::min(piece, stretches_[stretch_].begin + stretches_[stretch_].size - at_);
  }
  const auto count = source_.read(out, static_cast<std::size_t>(piece));
  if (!count) {
    return fault(count.error());
  }
  if (*count == 0) {
    return truncated();
  }
  at_ += *count;
  stored_ -= *count;
  return *count;
}

Outcome<std::string> TarReader::read_all(std::uint64_t limit) {
  if (size_ - at_ > limit) {
    return fault(FaultKind::kTooLarge, fmt::format("it has more than {} bytes", limit));
  }
  // Grows as bytes come: a header may say any size.
  std::string text;
  constexpr std::size_t kPiece = 1U << 20U;
  while (at_ < size_) {
    const std::size_t filled = text.size();
    text.resize(filled + static_cast<std::size_t>(std::min<std::uint64_t>(kPiece, size_ - at_)));
    const auto count = read(text.data() + filled, text.size() - filled);
    if (!count) {
      return fault(count.error());
    }
    text.resize(filled + *count);
  }
  return text;
}

}  // namespace ropewalk::image
