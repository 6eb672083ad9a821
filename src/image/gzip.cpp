#include "image/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <memory>

namespace ropewalk::image {
namespace {

constexpr int kLevel = 6;
/// The largest window, with gzip's header and trailer.
constexpr int kWindow = 15 + 16;
constexpr int kMemory = 8;
/// zlib counts in 32 bits.
constexpr std::size_t kMostAtOnce = 1U << 30U;
constexpr std::size_t kPiece = 1U << 20U;

Bytef* raw(std::string_view bytes) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // NOLINT: zlib takes no const and does not write
}

}  // namespace

Result<std::string> gzip(std::string_view bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, kLevel, Z_DEFLATED, kWindow, kMemory, Z_DEFAULT_STRATEGY) != Z_OK) {
    return fail(ErrorKind::kInternal, "no memory is left to pack a layer");
  }
  const std::unique_ptr<z_stream, int (*)(z_stream*)> end(&stream, deflateEnd);
  gz_header header{};
  header.os = 255;  // not known: else it would differ between systems
  deflateSetHeader(&stream, &header);
  std::string out;
  std::string piece(kPiece, '\0');
  int state = Z_OK;
  while (state != Z_STREAM_END) {
    if (stream.avail_in == 0 && !bytes.empty()) {
      const std::size_t size = std::min(bytes.size(), kMostAtOnce);
      stream.next_in = raw(bytes);
      stream.avail_in = static_cast<uInt>(size);
      bytes.remove_prefix(size);
    }
    stream.next_out = raw(piece);
    stream.avail_out = static_cast<uInt>(piece.size());
    state = deflate(&stream, bytes.empty() ? Z_FINISH : Z_NO_FLUSH);
    if (state == Z_STREAM_ERROR) {
      return fail(ErrorKind::kInternal, "a layer could not be packed");
    }
    out.append(piece, 0, piece.size() - stream.avail_out);
  }
  return out;
}

Result<std::string> gunzip(std::string_view bytes, std::size_t limit) {
  z_stream stream{};
  if (inflateInit2(&stream, kWindow) != Z_OK) {
    return fail(ErrorKind::kInternal, "no memory is left to unpack a layer");
  }
  const std::unique_ptr<z_stream, int (*)(z_stream*)> end(&stream, inflateEnd);
  std::string out;
  std::string piece(kPiece, '\0');
  int state = Z_OK;
  while (state != Z_STREAM_END) {
    if (stream.avail_in == 0) {
      if (bytes.empty()) {
        return fail(ErrorKind::kInvalid, "it is cut short");
      }
      const std::size_t size = std::min(bytes.size(), kMostAtOnce);
      stream.next_in = raw(bytes);
      stream.avail_in = static_cast<uInt>(size);
      bytes.remove_prefix(size);
    }
    stream.next_out = raw(piece);
    stream.avail_out = static_cast<uInt>(piece.size());
    state = inflate(&stream, Z_NO_FLUSH);
    if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR) {
      return fail(ErrorKind::kInvalid, "it is not gzip, or damaged");
    }
    out.append(piece, 0, piece.size() - stream.avail_out);
    if (out.size() > limit) {
      return fail(ErrorKind::kInvalid, "it unpacks to more than is allowed");
    }
  }
  return out;
}

}  // namespace ropewalk::image
