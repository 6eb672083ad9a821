#include "image/oci/inflate.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <zlib.h>

#include <optional>
#include <string>

namespace ropewalk::image {
namespace {

/// What zlib packs with these settings.
std::string packed(const std::string& text, int level, int strategy) {
  z_stream stream = {};
  deflateInit2(&stream, level, Z_DEFLATED, -15, 8, strategy);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

/// What zlib makes of it, and what it left; nothing when the stream is no good for it.
std::optional<std::pair<std::string, std::size_t>> unpacked_by_zlib(std::string_view bytes) {
  z_stream stream = {};
  inflateInit2(&stream, -15);
  std::string out;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  int state = Z_OK;
  while (state == Z_OK && out.size() < (32U << 20U)) {
    const std::size_t before = out.size();
    out.resize(before + 65536);
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + before);
    stream.avail_out = 65536;
    state = ::inflate(&stream, Z_NO_FLUSH);
    out.resize(out.size() - stream.avail_out);
  }
  const std::size_t left = stream.avail_in;
  inflateEnd(&stream);
  return state == Z_STREAM_END ? std::optional(std::pair(std::move(out), left)) : std::nullopt;
}

std::optional<std::pair<std::string, std::size_t>> unpacked(std::string_view bytes) {
  Inflate inflate;
  inflate.start(bytes);
  std::string out;
  for (std::string_view piece = inflate.next(); !piece.empty(); piece = inflate.next()) {
    out += piece;
  }
  return inflate.state() == Inflate::State::kEnd ? std::optional(std::pair(std::move(out), inflate.rest().size()))
                                                 : std::nullopt;
}

/// Runs, repeats from near and far, and bytes by chance.
std::string text_of(const std::vector<std::uint32_t>& seeds) {
  std::string text;
  for (std::uint32_t seed : seeds) {
    const std::size_t count = seed % 4000;
    switch (seed >> 29U) {
      case 0: text.append(count, static_cast<char>(seed >> 12U)); break;
      case 1:
      case 2:
        for (std::size_t i = 0; i < count && !text.empty(); ++i) {
          text += text[text.size() - std::min<std::size_t>(text.size(), 1 + (seed >> 12U) % 40000)];
        }
        break;
      default:
        for (std::size_t i = 0; i < count; ++i) {
          seed = seed * 1664525 + 1013904223;
          text += static_cast<char>((seed >> 24U) & ((seed >> 20U & 1U) != 0 ? 0x7FU : 0x0FU));
        }
    }
  }
  return text;
}

RC_GTEST_PROP(Inflate, UnpacksWhatZlibUnpacksAndNothingElse, ()) {
  const auto seeds = *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::arbitrary<std::uint32_t>());
  const int level = *rc::gen::inRange(0, 10);
  const int strategy = *rc::gen::element(Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED);
  const std::string text = text_of(seeds);
  std::string bytes = packed(text, level, strategy);
  const auto own = unpacked(bytes);
  RC_ASSERT(own.has_value());
  RC_ASSERT(own->first == text);
  RC_ASSERT(own->second == 0U);
  const std::string longer = bytes + "behind it";
  RC_ASSERT(unpacked(longer)->second == 9U);
  // Changed and cut, it is good for neither or the same for both.
  for (int change = *rc::gen::inRange(1, 4); change > 0; --change) {
    bytes[*rc::gen::inRange<std::size_t>(0, bytes.size())] ^= static_cast<char>(1U << *rc::gen::inRange(0U, 8U));
  }
  RC_ASSERT(unpacked(bytes) == unpacked_by_zlib(bytes));
  bytes.resize(*rc::gen::inRange<std::size_t>(0, bytes.size()));
  RC_ASSERT(unpacked(bytes) == unpacked_by_zlib(bytes));
}

RC_GTEST_PROP(Inflate, TakesAnyBytes, (const std::string& bytes)) {
  RC_ASSERT(unpacked(bytes) == unpacked_by_zlib(bytes));
}

}  // namespace
}  // namespace ropewalk::image
