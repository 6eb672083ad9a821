// Unpacks DEFLATE (RFC 1951) in pieces, the packed bytes being in memory as a whole. It is there for layers of images:
// they are as large as no other input, come once, and are looked into while they are unpacked.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "image/oci/code_table.h"

namespace ropewalk::image {

class Inflate {
 public:
  enum class State { kMore, kEnd, kTruncated, kDamaged };

  Inflate();
  /// Begins with a stream, of which `packed` has more bytes than it needs or not; they outlive it.
  void start(std::string_view packed);

  /// What comes next; empty at the end and where the stream is no good, which `state` says. Valid until the next call.
  [[nodiscard]] std::string_view next();
  [[nodiscard]] State state() const { return state_; }
  /// Of the packed bytes what stands behind the stream; to be asked at its end.
  [[nodiscard]] std::string_view rest() const;

 private:
  enum class Phase { kHeader, kStored, kCodes, kDone };

  bool read_header();
  bool read_stored_header();
  bool read_code_lengths();
  bool read_stored();
  bool read_codes();
  bool read_codes_carefully();

  void refill();
  bool take(unsigned count, unsigned& value);
  bool stop(State state);
  /// Copies what stands so far back; false when there is nothing.
  bool copy(std::size_t distance, std::size_t length);

  std::string_view packed_;
  std::size_t at_ = 0;
  /// The next bits, the first of them lowest; those above the count are the stream's own, or zeros behind its end.
  std::uint64_t bits_ = 0;
  unsigned bit_count_ = 0;

  Phase phase_ = Phase::kHeader;
  State state_ = State::kMore;
  bool is_last_ = false;
  std::size_t stored_left_ = 0;
  CodeTable lengths_;
  CodeTable distances_;

  /// What was unpacked last, so far as distances reach, and what comes behind it.
  std::vector<char> out_;
  std::size_t filled_ = 0;
};

}  // namespace ropewalk::image
