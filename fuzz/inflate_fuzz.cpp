// Fuzzes the reader of DEFLATE against zlib's: both take the same streams, and make the same of them.
#include <zlib.h>

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "image/oci/inflate.h"

namespace {

constexpr std::size_t kMost = 4U << 20U;

std::optional<std::string> by_zlib(std::string_view bytes) {
  z_stream stream = {};
  inflateInit2(&stream, -15);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string out;
  int state = Z_OK;
  while (state == Z_OK && out.size() <= kMost) {
    const std::size_t before = out.size();
    out.resize(before + 65536);
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + before);
    stream.avail_out = 65536;
    state = ::inflate(&stream, Z_NO_FLUSH);
    out.resize(out.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  return state == Z_STREAM_END ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using ropewalk::image::Inflate;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  Inflate inflate;
  inflate.start(bytes);
  std::string out;
  for (std::string_view piece = inflate.next(); !piece.empty() && out.size() <= kMost; piece = inflate.next()) {
    out += piece;
  }
  const auto theirs = by_zlib(bytes);
  if (out.size() > kMost || (theirs && theirs->size() > kMost)) {
    return 0;
  }
  const bool is_good = inflate.state() == Inflate::State::kEnd;
  if (is_good != theirs.has_value() || (is_good && out != *theirs)) {
    std::abort();
  }
  return 0;
}
