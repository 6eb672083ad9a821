#include "scan/secrets/detect/checksum.h"

#include <zlib.h>

#include <cstdint>
#include <string>

#include "base/base64.h"

namespace ropewalk::scan {
namespace {

constexpr std::size_t kDigits = 6;

/// GitHub's: behind the prefix and its `_` thirty characters and their CRC-32, filled up with zeros.
bool github_holds(std::string_view secret) {
  constexpr std::string_view kAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  const std::size_t line = secret.find('_');
  if (line == std::string_view::npos || secret.size() - line - 1 <= kDigits) {
    return false;
  }
  const std::string_view body = secret.substr(line + 1, secret.size() - line - 1 - kDigits);
  auto sum =
      static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size())));
  std::string digits(kDigits, '0');
  for (std::size_t at = kDigits; at > 0; --at) {
    digits[at - 1] = kAlphabet[sum % kAlphabet.size()];
    sum /= static_cast<std::uint32_t>(kAlphabet.size());
  }
  return secret.ends_with(digits);
}

/// Reads a macaroon of the second binary form: fields of a kind, a length and bytes; a zero ends a section.
class Macaroon {
 public:
  explicit Macaroon(std::string_view bytes) : rest_(bytes) {}

  bool is_whole() {
    constexpr std::size_t kSignature = 32;
    if (take() != 2 || !section(true)) {
      return false;
    }
    while (!rest_.empty() && rest_.front() != 0) {
      if (!section(false)) {
        return false;
      }
    }
    return take() == 0 && take() == 6 && take() == kSignature && rest_.size() == kSignature;
  }

 private:
  int take() {
    if (rest_.empty()) {
      return -1;
    }
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    return byte;
  }

  /// A location (1), an identifier (2), in caveats a verification id (4).
  bool section(bool is_head) {
    bool has_identifier = false;
    for (int kind = take(); kind != 0; kind = take()) {
      if (kind != 1 && kind != 2 && (is_head || kind != 4)) {
        return false;
      }
      has_identifier |= kind == 2;
      std::size_t length = 0;
      unsigned shift = 0;
      int byte = 0;
      do {
        byte = take();
        if (byte < 0 || shift > 14) {
          return false;
        }
        length |= (static_cast<std::size_t>(byte) & 0x7FU) << shift;
        shift += 7;
      } while ((byte & 0x80) != 0);
      if (length > rest_.size()) {
        return false;
      }
      rest_.remove_prefix(length);
    }
    return has_identifier;
  }

  std::string_view rest_;
};

bool macaroon_holds(std::string_view secret) {
  const std::size_t dash = secret.find('-');
  if (dash == std::string_view::npos) {
    return false;
  }
  const auto bytes = from_base64url(secret.substr(dash + 1));
  return bytes && Macaroon(*bytes).is_whole();
}

}  // namespace

std::optional<bool> checksum_holds(std::string_view kind, std::string_view secret) {
  if (kind == "github") {
    return github_holds(secret);
  }
  if (kind == "macaroon") {
    return macaroon_holds(secret);
  }
  return std::nullopt;
}

}  // namespace ropewalk::scan
