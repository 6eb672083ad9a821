#include "scan/secrets/history/history_memory.h"

#include <algorithm>
#include <cstring>

#include "base/hash.h"

namespace ropewalk::scan {
namespace {

/// Another number for another form.
constexpr std::string_view kMark = "ropewalk history 1\n";
constexpr std::size_t kSumSize = sizeof(Sha256Digest);

std::string_view as_bytes(const Sha256Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

class Writer {
 public:
  void number(std::uint64_t value) { out.append(reinterpret_cast<const char*>(&value), sizeof value); }
  void text(std::string_view value) {
    number(value.size());
    out += value;
  }
  void place(const Location& place) {
    text(place.file);
    for (const int value : {place.line, place.column, place.end_line, place.end_column}) {
      number(static_cast<std::uint64_t>(value));
    }
  }

  std::string out;
};

/// What is not there reads as nothing and is remembered.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  std::uint64_t number() {
    std::uint64_t value = 0;
    if (rest_.size() < sizeof value) {
      is_whole = false;
      return 0;
    }
    std::memcpy(&value, rest_.data(), sizeof value);
    rest_.remove_prefix(sizeof value);
    return value;
  }
  std::string text() {
    const std::uint64_t size = number();
    if (size > rest_.size()) {
      is_whole = false;
      return {};
    }
    const std::string_view value = rest_.substr(0, static_cast<std::size_t>(size));
    rest_.remove_prefix(value.size());
    return std::string(value);
  }
  Location place() {
    Location place;
    place.file = text();
    for (int* const value : {&place.line, &place.column, &place.end_line, &place.end_column}) {
      *value = static_cast<int>(number());
    }
    return place;
  }
  /// Calls `each` as often as a number that stands there says.
  template <typename Each>
  void list(Each&& each) {
    for (std::uint64_t left = number(); left > 0 && is_whole; --left) {
      each();
    }
  }
  [[nodiscard]] bool is_done() const { return is_whole && rest_.empty(); }

  bool is_whole = true;

 private:
  std::string_view rest_;
};

void write(Writer& to, const Finding& finding) {
  for (const std::string* const text :
       {&finding.scanner, &finding.rule, &finding.message, &finding.hint, &finding.fingerprint, &finding.suppressed_by,
        &finding.secret_sha1, &finding.order}) {
    to.text(*text);
  }
  to.number(static_cast<std::uint64_t>(finding.severity));
  to.number((finding.is_suppressed ? 1U : 0U) | (finding.is_under_gate ? 2U : 0U));
  to.place(finding.place);
  to.number(finding.details.size());
  for (const auto& [key, value] : finding.details) {
    to.text(key);
    to.text(value);
  }
}

Finding read_finding(Reader& from) {
  Finding finding;
  for (std::string* const text : {&finding.scanner, &finding.rule, &finding.message, &finding.hint,
                                  &finding.fingerprint, &finding.suppressed_by, &finding.secret_sha1, &finding.order}) {
    *text = from.text();
  }
  finding.severity =
      static_cast<Severity>(std::min<std::uint64_t>(from.number(), static_cast<std::uint64_t>(Severity::kCritical)));
  const std::uint64_t flags = from.number();
  finding.is_suppressed = (flags & 1U) != 0;
  finding.is_under_gate = (flags & 2U) != 0;
  finding.place = from.place();
  from.list([&] {
    std::string key = from.text();
    finding.details.emplace_back(std::move(key), from.text());
  });
  return finding;
}

}  // namespace

IdList::IdList(std::size_t id_size, std::vector<ports::ObjectId> ids) : id_size_(id_size) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  bytes_.reserve(ids.size() * id_size);
  for (const ports::ObjectId& id : ids) {
    bytes_.append(reinterpret_cast<const char*>(id.bytes.data()), id_size);
  }
}

bool IdList::contains(const ports::ObjectId& id) const {
  const std::string_view wanted(reinterpret_cast<const char*>(id.bytes.data()), id_size_);
  std::size_t begin = 0;
  for (std::size_t end = bytes_.size() / id_size_; begin < end;) {
    const std::size_t middle = begin + (end - begin) / 2;
    if (at(middle) < wanted) {
      begin = middle + 1;
    } else {
      end = middle;
    }
  }
  return begin * id_size_ < bytes_.size() && at(begin) == wanted;
}

IdList IdList::with(const std::vector<ports::ObjectId>& more) const {
  const IdList others(id_size_, more);
  std::string both;
  both.reserve(bytes_.size() + others.bytes_.size());
  std::size_t own = 0;
  for (std::size_t number = 0; number * id_size_ < others.bytes_.size(); ++number) {
    const std::string_view id = others.at(number);
    const std::size_t first = own;
    while (own * id_size_ < bytes_.size() && at(own) < id) {
      ++own;
    }
    both.append(bytes_, first * id_size_, (own - first) * id_size_);
    if (own * id_size_ >= bytes_.size() || at(own) != id) {
      both += id;
    }
  }
  both.append(bytes_, own * id_size_);
  return IdList(id_size_, std::move(both));
}

std::vector<ports::ObjectId> IdList::all() const {
  std::vector<ports::ObjectId> ids;
  for (std::size_t number = 0; number * id_size_ < bytes_.size(); ++number) {
    ids.push_back(ports::object_id_from_bytes(at(number)));
  }
  return ids;
}

std::string write_history_memory(const HistoryMemory& memory, std::string_view key) {
  Writer to;
  to.out = kMark;
  to.text(key);
  to.number(memory.tips.id_size());
  for (const IdList* const list : {&memory.tips, &memory.objects, &memory.blobs_with_hits}) {
    to.text(list->bytes());
  }
  to.number(static_cast<std::uint64_t>(memory.newest));
  to.number(memory.files.size());
  for (const std::string& file : memory.files) {
    to.text(file);
  }
  to.number(memory.report.looked_at);
  to.number(memory.report.bytes);
  to.number(memory.report.findings.size());
  for (const Finding& finding : memory.report.findings) {
    write(to, finding);
  }
  to.number(memory.report.skipped.size());
  for (const Skipped& skipped : memory.report.skipped) {
    to.place(skipped.place);
    to.text(skipped.reason);
    to.text(skipped.message);
  }
  const Sha256Digest sum = sha256(to.out);
  to.out += as_bytes(sum);
  return std::move(to.out);
}

std::optional<HistoryMemory> read_history_memory(std::string_view bytes, std::string_view key) {
  if (bytes.size() < kMark.size() + kSumSize || !bytes.starts_with(kMark)) {
    return std::nullopt;
  }
  const std::string_view whole = bytes.substr(0, bytes.size() - kSumSize);
  if (as_bytes(sha256(whole)) != bytes.substr(whole.size())) {
    return std::nullopt;
  }
  Reader from(whole.substr(kMark.size()));
  if (from.text() != key) {
    return std::nullopt;
  }
  const auto id_size = static_cast<std::size_t>(from.number());
  if (id_size != 20 && id_size != 32) {
    return std::nullopt;
  }
  HistoryMemory memory;
  for (IdList* const list : {&memory.tips, &memory.objects, &memory.blobs_with_hits}) {
    std::string ids = from.text();
    if (ids.size() % id_size != 0) {
      return std::nullopt;
    }
    *list = IdList(id_size, std::move(ids));
  }
  memory.newest = static_cast<std::int64_t>(from.number());
  from.list([&] { memory.files.push_back(from.text()); });
  memory.report.looked_at = from.number();
  memory.report.bytes = from.number();
  from.list([&] { memory.report.findings.push_back(read_finding(from)); });
  from.list([&] {
    Skipped skipped;
    skipped.place = from.place();
    skipped.reason = from.text();
    skipped.message = from.text();
    memory.report.skipped.push_back(std::move(skipped));
  });
  return from.is_done() ? std::optional(std::move(memory)) : std::nullopt;
}

}  // namespace ropewalk::scan
