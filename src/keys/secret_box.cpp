#include "keys/secret_box.h"

#include <sodium/crypto_secretbox.h>

namespace ropewalk::keys {
namespace {

const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());  // NOLINT: sodium's bytes are unsigned
}

unsigned char* raw(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());  // NOLINT: as above
}

static_assert(kBoxKeySize == crypto_secretbox_KEYBYTES && kBoxNonceSize == crypto_secretbox_NONCEBYTES);

}  // namespace

std::string close_box(std::string_view bytes, std::string_view key, std::string_view nonce) {
  std::string box(bytes.size() + crypto_secretbox_MACBYTES, '\0');
  crypto_secretbox_easy(raw(box), raw(bytes), bytes.size(), raw(nonce), raw(key));
  return box;
}

std::optional<std::string> open_box(std::string_view box, std::string_view key, std::string_view nonce) {
  if (box.size() < crypto_secretbox_MACBYTES || key.size() != kBoxKeySize || nonce.size() != kBoxNonceSize) {
    return std::nullopt;
  }
  std::string bytes(box.size() - crypto_secretbox_MACBYTES, '\0');
  if (crypto_secretbox_open_easy(raw(bytes), raw(box), box.size(), raw(nonce), raw(key)) != 0) {
    return std::nullopt;
  }
  return bytes;
}

}  // namespace ropewalk::keys
