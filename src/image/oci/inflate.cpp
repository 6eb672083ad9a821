// Two things make it quick: a 64-bit word of bits is filled at once and serves several codes, and one look into a table
// says of a code all that there is to know. Both are as in other quick decoders; that the packed bytes are there as a
// whole, and that there is room for the longest match before a piece ends, is what lets the inner loop go without
// checks.
#include "image/oci/inflate.h"

#include <algorithm>
#include <cstring>

namespace ropewalk::image {
namespace {

/// Distances reach so far.
constexpr std::size_t kWindow = 32768;
constexpr std::size_t kPiece = 256UL << 10U;
constexpr std::size_t kLongestMatch = 258;
/// Matches are copied in words, over their end.
constexpr std::size_t kSlack = 16;
/// What one turn of the inner loop needs at most: three fillings of the word.
constexpr std::size_t kMostPacked = 24;

/// Copies in words, over the end; what comes from nearer than a word repeats itself.
void copy_match(char* to, std::size_t distance, std::size_t length) {
  const char* from = to - distance;
  char* const end = to + length;
  if (distance >= 8) {
    do {
      std::memcpy(to, from, 8);
      to += 8;
      from += 8;
    } while (to < end);
  } else if (distance == 1) {
    std::memset(to, *from, length);
  } else {
    while (to < end) {
      *to++ = *from++;
    }
  }
}

}  // namespace

Inflate::Inflate() : out_(kWindow + kPiece + kLongestMatch + kSlack) {}

void Inflate::start(std::string_view packed) {
  packed_ = packed;
  at_ = 0;
  bits_ = 0;
  bit_count_ = 0;
  phase_ = Phase::kHeader;
  state_ = State::kMore;
  is_last_ = false;
  filled_ = 0;
}

bool Inflate::stop(State state) {
  state_ = state;
  phase_ = Phase::kDone;
  return false;
}

void Inflate::refill() {
  if (packed_.size() - at_ >= sizeof bits_) {
    std::uint64_t word = 0;
    std::memcpy(&word, packed_.data() + at_, sizeof word);
    bits_ |= word << bit_count_;
    at_ += (63U - bit_count_) >> 3U;
    bit_count_ |= 56U;
    return;
  }
  while (bit_count_ <= 56 && at_ < packed_.size()) {
    bits_ |= static_cast<std::uint64_t>(static_cast<unsigned char>(packed_[at_])) << bit_count_;
    ++at_;
    bit_count_ += 8;
  }
}

bool Inflate::take(unsigned count, unsigned& value) {
  if (bit_count_ < count) {
    refill();
    if (bit_count_ < count) {
      return stop(State::kTruncated);
    }
  }
  value = static_cast<unsigned>(low(bits_, count));
  bits_ >>= count;
  bit_count_ -= count;
  return true;
}

std::string_view Inflate::rest() const { return packed_.substr(at_ - bit_count_ / 8); }

bool Inflate::read_header() {
  if (is_last_) {
    phase_ = Phase::kDone;
    state_ = State::kEnd;
    return false;
  }
  unsigned last = 0;
  unsigned type = 0;
  if (!take(1, last) || !take(2, type)) {
    return false;
  }
  is_last_ = last == 1;
  switch (type) {
    case 0: return read_stored_header();
    case 1: {
      std::array<std::uint8_t, 288> lengths = {};
      std::fill(lengths.begin(), lengths.begin() + 144, 8);
      std::fill(lengths.begin() + 144, lengths.begin() + 256, 9);
      std::fill(lengths.begin() + 256, lengths.begin() + 280, 7);
      std::fill(lengths.begin() + 280, lengths.end(), 8);
      std::array<std::uint8_t, 32> distances = {};
      distances.fill(5);
      static_cast<void>(build(lengths_, kLengthBits, lengths.data(), 288, length_entry));
      static_cast<void>(build(distances_, kDistanceBits, distances.data(), 32, distance_entry));
      phase_ = Phase::kCodes;
      return true;
    }
    case 2: return read_code_lengths();
    default: return stop(State::kDamaged);
  }
}

bool Inflate::read_stored_header() {
  // It begins with the next byte, and what was read ahead goes back.
  at_ -= (bit_count_ - bit_count_ % 8) / 8;
  bits_ = 0;
  bit_count_ = 0;
  if (packed_.size() - at_ < 4) {
    return stop(State::kTruncated);
  }
  const auto byte = [this](std::size_t number) { return static_cast<unsigned char>(packed_[at_ + number]); };
  const unsigned size = byte(0) | static_cast<unsigned>(byte(1)) << 8U;
  const unsigned inverse = byte(2) | static_cast<unsigned>(byte(3)) << 8U;
  if (size != (~inverse & 0xFFFFU)) {
    return stop(State::kDamaged);
  }
  at_ += 4;
  stored_left_ = size;
  phase_ = Phase::kStored;
  return true;
}

bool Inflate::read_code_lengths() {
  constexpr std::array<std::uint8_t, 19> kOrder = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
  unsigned literals = 0;
  unsigned distances = 0;
  unsigned orders = 0;
  if (!take(5, literals) || !take(5, distances) || !take(4, orders)) {
    return false;
  }
  literals += 257;
  distances += 1;
  orders += 4;
  if (literals > 286 || distances > 30) {
    return stop(State::kDamaged);
  }
  std::array<std::uint8_t, 19> order_lengths = {};
  for (unsigned number = 0; number < orders; ++number) {
    unsigned length = 0;
    if (!take(3, length)) {
      return false;
    }
    order_lengths[kOrder[number]] = static_cast<std::uint8_t>(length);
  }
  CodeTable order;
  // Here a set that is not full is never one.
  const auto is_code = [](std::uint8_t length) { return length > 0; };
  if (std::count_if(order_lengths.begin(), order_lengths.end(), is_code) < 2 ||
      !build(order, kOrderBits, order_lengths.data(), 19, order_entry)) {
    return stop(State::kDamaged);
  }
  std::array<std::uint8_t, 286 + 30> lengths = {};
  for (unsigned have = 0; have < literals + distances;) {
    refill();
    const std::uint32_t found = order.look_up(bits_);
    if (code_bits(found) > bit_count_) {
      return stop(State::kTruncated);
    }
    if ((found & kNoCode) != 0) {
      return stop(State::kDamaged);
    }
    bits_ >>= code_bits(found);
    bit_count_ -= code_bits(found);
    const unsigned symbol = value_of(found);
    if (symbol < 16) {
      lengths[have++] = static_cast<std::uint8_t>(symbol);
      continue;
    }
    unsigned repeats = 0;
    if (!take(symbol == 16 ? 2 : symbol == 17 ? 3 : 7, repeats)) {
      return false;
    }
    repeats += symbol == 18 ? 11 : 3;
    if ((symbol == 16 && have == 0) || have + repeats > literals + distances) {
      return stop(State::kDamaged);
    }
    const std::uint8_t length = symbol == 16 ? lengths[have - 1] : std::uint8_t{0};
    std::fill_n(lengths.begin() + have, repeats, length);
    have += repeats;
  }
  if (lengths[256] == 0 || !build(lengths_, kLengthBits, lengths.data(), literals, length_entry) ||
      !build(distances_, kDistanceBits, lengths.data() + literals, distances, distance_entry)) {
    return stop(State::kDamaged);
  }
  phase_ = Phase::kCodes;
  return true;
}

bool Inflate::read_stored() {
  const std::size_t count = std::min({stored_left_, packed_.size() - at_, kWindow + kPiece - filled_});
  std::memcpy(out_.data() + filled_, packed_.data() + at_, count);
  filled_ += count;
  at_ += count;
  stored_left_ -= count;
  if (stored_left_ == 0) {
    phase_ = Phase::kHeader;
    return true;
  }
  return at_ == packed_.size() ? stop(State::kTruncated) : true;
}

bool Inflate::copy(std::size_t distance, std::size_t length) {
  if (distance > filled_) {
    return false;
  }
  copy_match(out_.data() + filled_, distance, length);
  filled_ += length;
  return true;
}

bool Inflate::read_codes() {
  // All of it in variables of its own: what is written to the output could be anything to the compiler.
  const std::uint32_t* const lengths = lengths_.entries.data();
  const std::uint32_t* const distances = distances_.entries.data();
  char* const begin = out_.data();
  char* const last_out = begin + kWindow + kPiece;
  char* out = begin + filled_;
  const char* in = packed_.data() + at_;
  const char* const in_end = packed_.data() + packed_.size();
  std::uint64_t bits = bits_;
  unsigned count = bit_count_;
  const auto fill = [&] {
    std::uint64_t word = 0;
    std::memcpy(&word, in, sizeof word);
    bits |= word << count;
    in += (63U - count) >> 3U;
    count |= 56U;
  };
  const auto use = [&](unsigned used) {
    bits >>= used;
    count -= used;
  };
  const auto length_at = [&] {
    const std::uint32_t found = lengths[low(bits, kLengthBits)];
    return (found & kOtherTable) == 0 ? found : lengths[value_of(found) + low(bits >> kLengthBits, extra_bits(found))];
  };
  State state = State::kMore;
  bool is_block_done = false;
  std::uint32_t found = 0;
  if (static_cast<std::size_t>(in_end - in) >= kMostPacked) {
    fill();
    found = length_at();
  }
  while (out < last_out && static_cast<std::size_t>(in_end - in) >= kMostPacked) {
    // Three literals have 45 bits at most.
    for (int literals = 0; literals < 3 && (found & kLiteral) != 0; ++literals) {
      *out++ = static_cast<char>(value_of(found));
      use(code_bits(found));
      found = length_at();
    }
    // A length and a distance with their extra bits have 48 at most.
    fill();
    if ((found & kLiteral) != 0) {
      continue;
    }
    use(code_bits(found));
    if ((found & (kEndOfBlock | kNoCode)) != 0) {
      state = (found & kNoCode) != 0 ? State::kDamaged : State::kMore;
      is_block_done = true;
      break;
    }
    const std::size_t length = value_of(found) + low(bits, extra_bits(found));
    use(extra_bits(found));
    std::uint32_t far = distances[low(bits, kDistanceBits)];
    if ((far & kOtherTable) != 0) {
      far = distances[value_of(far) + low(bits >> kDistanceBits, extra_bits(far))];
    }
    use(code_bits(far));
    const std::size_t distance = value_of(far) + low(bits, extra_bits(far));
    use(extra_bits(far));
    if ((far & kNoCode) != 0 || distance > static_cast<std::size_t>(out - begin)) {
      state = State::kDamaged;
      break;
    }
    // The next look is under way while bytes are copied.
    fill();
    found = length_at();
    copy_match(out, distance, length);
    out += length;
  }
  filled_ = static_cast<std::size_t>(out - begin);
  at_ = static_cast<std::size_t>(in - packed_.data());
  bits_ = bits;
  bit_count_ = count;
  if (state == State::kDamaged) {
    return stop(state);
  }
  if (is_block_done) {
    phase_ = Phase::kHeader;
    return true;
  }
  return out >= last_out || read_codes_carefully();
}

/// Near the end of the packed bytes, a code at a time.
bool Inflate::read_codes_carefully() {
  while (filled_ < kWindow + kPiece) {
    refill();
    const std::uint32_t found = lengths_.look_up(bits_);
    unsigned used = code_bits(found);
    if (used > bit_count_) {
      return stop(State::kTruncated);
    }
    if ((found & kNoCode) != 0) {
      return stop(State::kDamaged);
    }
    std::size_t length = 0;
    std::size_t distance = 0;
    const bool is_match = (found & (kLiteral | kEndOfBlock)) == 0;
    if (is_match) {
      length = value_of(found) + low(bits_ >> used, extra_bits(found));
      used += extra_bits(found);
      const std::uint32_t far = distances_.look_up(bits_ >> used);
      used += code_bits(far);
      distance = value_of(far) + low(bits_ >> used, extra_bits(far));
      used += extra_bits(far);
      if (used > bit_count_) {
        return stop(State::kTruncated);
      }
      if ((far & kNoCode) != 0) {
        return stop(State::kDamaged);
      }
    }
    bits_ >>= used;
    bit_count_ -= used;
    if ((found & kLiteral) != 0) {
      out_[filled_++] = static_cast<char>(value_of(found));
    } else if ((found & kEndOfBlock) != 0) {
      phase_ = Phase::kHeader;
      return true;
    } else if (!copy(distance, length)) {
      return stop(State::kDamaged);
    }
  }
  return true;
}

std::string_view Inflate::next() {
  if (filled_ > kWindow) {
    std::memmove(out_.data(), out_.data() + filled_ - kWindow, kWindow);
    filled_ = kWindow;
  }
  const std::size_t begin = filled_;
  while (phase_ != Phase::kDone && filled_ < kWindow + kPiece) {
    switch (phase_) {
      case Phase::kHeader: static_cast<void>(read_header()); break;
      case Phase::kStored: static_cast<void>(read_stored()); break;
      case Phase::kCodes: static_cast<void>(read_codes()); break;
      case Phase::kDone: break;
    }
  }
  return {out_.data() + begin, filled_ - begin};
}

}  // namespace ropewalk::image
