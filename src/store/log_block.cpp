// Packed: one byte of format, then a Zstandard frame. In the frame, for each line: how far the sequence is from the one
// before (from 0), how far the time in milliseconds is (zigzag), the kind, the length, the text; numbers in groups of
// seven bits, the lowest first (LEB128).
#include "store/log_block.h"

#include <zstd.h>

#include <array>
#include <chrono>
#include <optional>

namespace ropewalk::store {
namespace {

using record::LogKind;

constexpr char kFormat = 1;
constexpr int kLevel = 1;
constexpr std::size_t kFull = std::size_t{256} * 1024;
/// No block that we wrote is longer: one long line beside what a full one has.
constexpr std::size_t kLongest = std::size_t{256} * 1024 * 1024;

/// The numbers that kinds have on disk: only ever appended to.
constexpr std::array kKinds{LogKind::kText,  LogKind::kCommand, LogKind::kGroup,   LogKind::kEndGroup,
                            LogKind::kDebug, LogKind::kError,   LogKind::kWarning, LogKind::kNotice};

std::uint64_t number_of(LogKind kind) {
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    if (kKinds.at(i) == kind) {
      return i;
    }
  }
  return 0;
}

void put(std::string& out, std::uint64_t number) {
  while (number >= 0x80) {
    out += static_cast<char>((number & 0x7FU) | 0x80U);
    number >>= 7U;
  }
  out += static_cast<char>(number);
}

/// Small for small numbers of either sign.
std::uint64_t zigzag(std::int64_t number) {
  return (static_cast<std::uint64_t>(number) << 1U) ^ static_cast<std::uint64_t>(number >> 63);
}
std::int64_t unzigzag(std::uint64_t number) {
  return static_cast<std::int64_t>(number >> 1U) ^ -static_cast<std::int64_t>(number & 1U);
}

std::int64_t milliseconds_of(record::Time time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

/// Takes numbers and texts off the front; nothing any more once something was wrong.
class Cursor {
 public:
  explicit Cursor(std::string_view rest) : rest_(rest) {}

  std::optional<std::uint64_t> number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (rest_.empty()) {
        return std::nullopt;
      }
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
      if (byte < 0x80) {
        return value;
      }
    }
    return std::nullopt;
  }
  std::optional<std::string_view> text(std::uint64_t size) {
    if (size > rest_.size()) {
      return std::nullopt;
    }
    const std::string_view text = rest_.substr(0, static_cast<std::size_t>(size));
    rest_.remove_prefix(text.size());
    return text;
  }
  [[nodiscard]] bool is_done() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

tl::unexpected<Error> damaged() { return fail(ErrorKind::kInvalid, "a block of log lines is damaged"); }

Result<std::string> decompress(std::string_view packed) {
  if (packed.empty() || packed.front() != kFormat) {
    return damaged();
  }
  packed.remove_prefix(1);
  const unsigned long long size = ZSTD_getFrameContentSize(packed.data(), packed.size());
  if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR || size > kLongest) {
    return damaged();
  }
  std::string text(static_cast<std::size_t>(size), '\0');
  const std::size_t got = ZSTD_decompress(text.data(), text.size(), packed.data(), packed.size());
  if (ZSTD_isError(got) != 0 || got != text.size()) {
    return damaged();
  }
  return text;
}

}  // namespace

void LogBlock::add(std::uint64_t sequence, record::Time time, const record::LogLine& line) {
  const std::int64_t now = milliseconds_of(time);
  if (lines_ == 0) {
    first_ = sequence;
    last_ = 0;
    last_time_ = 0;
  }
  put(text_, sequence - last_);
  put(text_, zigzag(now - last_time_));
  put(text_, number_of(line.kind));
  put(text_, line.text.size());
  text_ += line.text;
  last_ = sequence;
  last_time_ = now;
  ++lines_;
}

bool LogBlock::is_full() const { return text_.size() >= kFull; }

std::string LogBlock::take() {
  std::string packed(1 + ZSTD_compressBound(text_.size()), kFormat);
  const std::size_t size = ZSTD_compress(packed.data() + 1, packed.size() - 1, text_.data(), text_.size(), kLevel);
  packed.resize(ZSTD_isError(size) != 0 ? 1 : 1 + size);
  text_.clear();
  lines_ = 0;
  return packed;
}

Result<std::vector<record::Event>> unpack_block(std::string_view packed, const RunId& run, const JobId& job, int step) {
  const auto text = decompress(packed);
  if (!text) {
    return fail(text.error());
  }
  std::vector<record::Event> events;
  Cursor cursor(*text);
  std::uint64_t sequence = 0;
  std::uint64_t time = 0;
  while (!cursor.is_done()) {
    const auto sequence_step = cursor.number();
    const auto time_step = cursor.number();
    const auto kind = cursor.number();
    const auto size = cursor.number();
    const auto line = size ? cursor.text(*size) : std::nullopt;
    if (!sequence_step || !time_step || !kind || *kind >= kKinds.size() || !line) {
      return damaged();
    }
    sequence += *sequence_step;
    time += static_cast<std::uint64_t>(unzigzag(*time_step));  // unsigned: damaged numbers may overflow
    // What the clock's type cannot hold is no time of ours.
    constexpr std::int64_t kLatest = 4'102'444'800'000;  // the year 2100
    const auto milliseconds = static_cast<std::int64_t>(time);
    if (milliseconds < -kLatest || milliseconds > kLatest) {
      return damaged();
    }
    events.push_back({.run = run,
                      .sequence = sequence,
                      .time = record::Time(std::chrono::milliseconds(milliseconds)),
                      .data = record::LogLine{.job = job,
                                              .step = step,
                                              .kind = kKinds.at(static_cast<std::size_t>(*kind)),
                                              .text = std::string(*line)}});
  }
  return events;
}

}  // namespace ropewalk::store
