#include "base/sha1.h"

#include <openssl/evp.h>

#include <array>

#include "base/hash.h"

namespace ropewalk {

std::string sha1_hex(std::string_view bytes) {
  std::array<char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), &size, EVP_sha1(), nullptr);
  return to_hex(std::string_view(digest.data(), size));
}

}  // namespace ropewalk
