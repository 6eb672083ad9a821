// Log lines as the store keeps them: many lines of one step packed into one block.
//
// A row for each line as JSON takes three times the line's own bytes and most of the time that a run writes. A block
// has up to a quarter of a megabyte of lines, each with what the others do not share (how far its number, time and kind
// are from the line before), compressed by Zstandard. A step's lines can be read without those of others, and a block
// at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "record/event.h"

namespace ropewalk::store {

/// Packs lines of one step as they come.
class LogBlock {
 public:
  void add(std::uint64_t sequence, record::Time time, const record::LogLine& line);
  [[nodiscard]] bool is_full() const;
  [[nodiscard]] bool is_empty() const { return lines_ == 0; }
  [[nodiscard]] std::uint64_t first() const { return first_; }
  [[nodiscard]] std::uint64_t last() const { return last_; }
  [[nodiscard]] std::uint64_t lines() const { return lines_; }
  /// The packed form. The block is empty again.
  [[nodiscard]] std::string take();

 private:
  std::string text_;
  std::uint64_t first_ = 0;
  std::uint64_t last_ = 0;
  std::int64_t last_time_ = 0;
  std::uint64_t lines_ = 0;
};

/// The lines of a packed block. Errors: kInvalid for what is none; nothing of it is trusted.
[[nodiscard]] Result<std::vector<record::Event>> unpack_block(std::string_view packed, const RunId& run,
                                                              const JobId& job, int step);

}  // namespace ropewalk::store
