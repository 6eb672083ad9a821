// The pass is only made for files with characters outside of ASCII.
#include "yaml/byte_offsets.h"

namespace ropewalk::yaml {
namespace {

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

}  // namespace

std::uint32_t ByteOffsets::walk_to(std::size_t character) {
  if (character < character_) {
    byte_ = start_;
    character_ = 0;
  }
  while (character_ < character && byte_ < text_.size()) {
    ++byte_;
    while (byte_ < text_.size() && is_continuation(text_[byte_])) {
      ++byte_;
    }
    ++character_;
  }
  return static_cast<std::uint32_t>(byte_);
}

}  // namespace ropewalk::yaml
