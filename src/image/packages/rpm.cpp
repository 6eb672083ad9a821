#include "image/packages/rpm.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <memory>

#include "base/strings.h"

namespace ropewalk::image {
namespace {

constexpr std::uint32_t kName = 1000;
constexpr std::uint32_t kVersion = 1001;
constexpr std::uint32_t kRelease = 1002;
constexpr std::uint32_t kEpoch = 1003;
constexpr std::uint32_t kVendor = 1011;
constexpr std::uint32_t kLicense = 1014;
constexpr std::uint32_t kArchitecture = 1022;
constexpr std::uint32_t kSourceRpm = 1044;
constexpr std::uint32_t kFolderIndexes = 1116;
constexpr std::uint32_t kBaseNames = 1117;
constexpr std::uint32_t kFolderNames = 1118;
constexpr std::uint32_t kModule = 5096;

constexpr std::uint32_t kInt32 = 4;
constexpr std::uint32_t kText = 6;
constexpr std::uint32_t kTexts = 8;
constexpr std::uint32_t kTranslated = 9;

constexpr std::uint32_t kMostEntries = 1U << 20U;

std::uint32_t big_endian(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t index = 0; index < 4; ++index) {
    value = value << 8U | static_cast<unsigned char>(bytes[at + index]);
  }
  return value;
}

std::uint32_t little_endian(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t index = 4; index-- > 0;) {
    value = value << 8U | static_cast<unsigned char>(bytes[at + index]);
  }
  return value;
}

/// A header: how many index entries, how many bytes of data, the entries (tag, type, offset, count), the data.
class Header {
 public:
  static std::optional<Header> read(std::string_view blob) {
    if (blob.size() < 8) {
      return std::nullopt;
    }
    const std::uint32_t entries = big_endian(blob, 0);
    const std::uint32_t size = big_endian(blob, 4);
    if (entries > kMostEntries || blob.size() - 8 < std::size_t{entries} * 16 ||
        blob.size() - 8 - std::size_t{entries} * 16 < size) {
      return std::nullopt;
    }
    Header header;
    header.index_ = blob.substr(8, std::size_t{entries} * 16);
    header.data_ = blob.substr(8 + std::size_t{entries} * 16, size);
    return header;
  }

  [[nodiscard]] std::string text(std::uint32_t tag) const {
    const auto all = texts(tag, 1);
    return all.empty() ? std::string() : std::string(all.front());
  }

  [[nodiscard]] std::vector<std::string_view> texts(std::uint32_t tag, std::uint32_t most = kMostEntries) const {
    std::vector<std::string_view> found;
    const auto entry = find(tag);
    if (!entry || (entry->type != kText && entry->type != kTexts && entry->type != kTranslated)) {
      return found;
    }
    std::size_t at = entry->offset;
    for (std::uint32_t index = 0; index < std::min(entry->count, most); ++index) {
      const std::size_t end = data_.find('\0', at);
      if (end == std::string_view::npos) {
        break;
      }
      found.push_back(data_.substr(at, end - at));
      at = end + 1;
    }
    return found;
  }

  [[nodiscard]] std::vector<std::uint32_t> numbers(std::uint32_t tag) const {
    std::vector<std::uint32_t> found;
    const auto entry = find(tag);
    if (!entry || entry->type != kInt32) {
      return found;
    }
    for (std::uint32_t index = 0; index < entry->count; ++index) {
      const std::size_t at = entry->offset + std::size_t{index} * 4;
      if (data_.size() < at + 4) {
        break;
      }
      found.push_back(big_endian(data_, at));
    }
    return found;
  }

 private:
  struct Entry {
    std::uint32_t type = 0;
    std::size_t offset = 0;
    std::uint32_t count = 0;
  };

  [[nodiscard]] std::optional<Entry> find(std::uint32_t tag) const {
    for (std::size_t at = 0; at < index_.size(); at += 16) {
      if (big_endian(index_, at) == tag) {
        const Entry entry{big_endian(index_, at + 4), big_endian(index_, at + 8), big_endian(index_, at + 12)};
        return entry.offset < data_.size() ? std::optional(entry) : std::nullopt;
      }
    }
    return std::nullopt;
  }

  std::string_view index_;
  std::string_view data_;
};

/// `openssl` of `openssl-3.0.7-27.el9.src.rpm`.
std::string source_name(std::string_view file) {
  std::size_t dash = file.rfind('-');
  dash = dash == std::string_view::npos || dash == 0 ? dash : file.rfind('-', dash - 1);
  return dash == std::string_view::npos ? std::string() : std::string(file.substr(0, dash));
}

void add(RpmDatabase& database, std::string_view blob) {
  if (auto package = read_rpm_header(blob)) {
    // Keys of signatures stand among the packages.
    if (package->name != "gpg-pubkey") {
      database.packages.push_back(std::move(*package));
    }
  } else {
    ++database.unread;
  }
}

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
};
struct FinishStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

Outcome<RpmDatabase> read_sqlite(std::string_view bytes) {
  sqlite3* opened = nullptr;
  if (sqlite3_open_v2(":memory:", &opened, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK) {
    sqlite3_close(opened);
    return fault(FaultKind::kUnreadable, "no memory for the database");
  }
  const std::unique_ptr<sqlite3, CloseDatabase> database(opened);
  // A database that was written with a log is read as one without: the log is not in the image's layers.
  std::string copy(bytes);
  if (copy.size() > 20) {
    copy[18] = '\1';
    copy[19] = '\1';
  }
  const auto size = static_cast<sqlite3_int64>(copy.size());
  constexpr unsigned kReadOnly = SQLITE_DESERIALIZE_READONLY;
  if (sqlite3_deserialize(opened, "main", reinterpret_cast<unsigned char*>(copy.data()), size, size, kReadOnly) !=
      SQLITE_OK) {
    return fault(FaultKind::kDamaged, "the database is damaged");
  }
  sqlite3_stmt* prepared = nullptr;
  if (sqlite3_prepare_v2(opened, "SELECT blob FROM Packages ORDER BY hnum", -1, &prepared, nullptr) != SQLITE_OK) {
    return fault(FaultKind::kDamaged, fmt::format("the database is damaged: {}", sqlite3_errmsg(opened)));
  }
  const std::unique_ptr<sqlite3_stmt, FinishStatement> statement(prepared);
  RpmDatabase found;
  int step = SQLITE_ROW;
  while ((step = sqlite3_step(prepared)) == SQLITE_ROW) {
    const auto* blob = static_cast<const char*>(sqlite3_column_blob(prepared, 0));
    const auto length = static_cast<std::size_t>(sqlite3_column_bytes(prepared, 0));
    add(found, blob == nullptr ? std::string_view() : std::string_view(blob, length));
  }
  if (step != SQLITE_DONE) {
    return fault(FaultKind::kDamaged, fmt::format("the database is damaged: {}", sqlite3_errmsg(opened)));
  }
  return found;
}

/// rpm's own form: pages of slots (each sixteen bytes: `Slot`, package, block, blocks), blobs in blocks of sixteen
/// bytes with a head of sixteen (`BlbS`, package, generation, length).
Outcome<RpmDatabase> read_ndb(std::string_view bytes) {
  constexpr std::size_t kPage = 4096;
  constexpr std::size_t kSlot = 16;
  constexpr std::size_t kBlock = 16;
  if (bytes.size() < 32) {
    return fault(FaultKind::kDamaged, "the database is cut off");
  }
  const std::size_t pages = little_endian(bytes, 12);
  RpmDatabase found;
  if (pages == 0 || pages > bytes.size() / kPage) {
    return fault(FaultKind::kDamaged, "the database is cut off");
  }
  // The head takes the place of the first two slots.
  for (std::size_t at = 2 * kSlot; at < pages * kPage; at += kSlot) {
    if (bytes.substr(at, 4) != "Slot" || little_endian(bytes, at + 4) == 0) {
      continue;
    }
    const std::size_t begin = std::size_t{little_endian(bytes, at + 8)} * kBlock;
    if (begin > bytes.size() - kBlock || bytes.substr(begin, 4) != "BlbS") {
      ++found.unread;
      continue;
    }
    const std::size_t length = little_endian(bytes, begin + 12);
    if (bytes.size() - begin - kBlock < length) {
      ++found.unread;
      continue;
    }
    add(found, bytes.substr(begin + kBlock, length));
  }
  return found;
}

}  // namespace

std::optional<RpmPackage> read_rpm_header(std::string_view blob) {
  const auto header = Header::read(blob);
  if (!header) {
    return std::nullopt;
  }
  RpmPackage package;
  package.name = header->text(kName);
  const std::string version = header->text(kVersion);
  const std::string release = header->text(kRelease);
  if (package.name.empty() || version.empty()) {
    return std::nullopt;
  }
  const auto epoch = header->numbers(kEpoch);
  package.version =
      fmt::format("{}{}{}{}", epoch.empty() || epoch.front() == 0 ? "" : fmt::format("{}:", epoch.front()), version,
                  release.empty() ? "" : "-", release);
  package.architecture = header->text(kArchitecture);
  package.license = header->text(kLicense);
  package.vendor = header->text(kVendor);
  package.module = header->text(kModule);
  package.source = source_name(header->text(kSourceRpm));
  const auto names = header->texts(kBaseNames);
  const auto folders = header->texts(kFolderNames);
  const auto indexes = header->numbers(kFolderIndexes);
  for (std::size_t index = 0; index < names.size() && index < indexes.size(); ++index) {
    if (names[index].ends_with("-info") && indexes[index] < folders.size()) {
      std::string_view folder = folders[indexes[index]];
      while (folder.starts_with('/')) {
        folder.remove_prefix(1);
      }
      package.python_metadata.push_back(fmt::format("{}{}", folder, names[index]));
    }
  }
  return package;
}

Outcome<RpmDatabase> read_rpm_database(std::string_view bytes) {
  if (bytes.starts_with("SQLite format 3")) {
    return read_sqlite(bytes);
  }
  if (bytes.starts_with("RpmP")) {
    return read_ndb(bytes);
  }
  return fault(FaultKind::kUnsupported, "the rpm database is in Berkeley DB's form, which is not read");
}

}  // namespace ropewalk::image
