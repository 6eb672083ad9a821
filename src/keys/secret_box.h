// NaCl's secretbox (XSalsa20 and Poly1305), which OpenSSL lacks and cosign's key files need: libsodium behind two
// functions.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ropewalk::keys {

constexpr std::size_t kBoxKeySize = 32;
constexpr std::size_t kBoxNonceSize = 24;

/// The bytes encrypted, 16 bytes of authentication in front. `key` and `nonce` have their exact sizes.
[[nodiscard]] std::string close_box(std::string_view bytes, std::string_view key, std::string_view nonce);

/// Nothing when the box was made with another key, or changed since.
[[nodiscard]] std::optional<std::string> open_box(std::string_view box, std::string_view key, std::string_view nonce);

}  // namespace ropewalk::keys
