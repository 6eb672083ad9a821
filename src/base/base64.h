// Reading base64 in its two alphabets; writing the first is in base/hash.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ropewalk {

/// Reads base64 with padding (RFC 4648 §4). Line ends are passed over, as PEM and MIME have them. Nothing for a text
/// that is not base64, that lacks its padding or whose last bits are not zero.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

/// The alphabet for URLs and tokens, without padding (RFC 4648 §5).
[[nodiscard]] std::string to_base64url(std::string_view bytes);
[[nodiscard]] std::optional<std::string> from_base64url(std::string_view text);

}  // namespace ropewalk
