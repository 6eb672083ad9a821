// The checksums that providers put into their tokens, so that a made-up or mistyped one is known without asking
// anybody.
#pragma once

#include <optional>
#include <string_view>

namespace ropewalk::scan {

/// Whether a secret's checksum holds. `kind` is `github` (the last six digits are the CRC-32 of those behind the
/// prefix, in base 62; npm has the same) or `macaroon` (PyPI: an identifier, caveats and a signature of 32 bytes behind
/// the prefix, to the last byte). Nothing for other kinds.
[[nodiscard]] std::optional<bool> checksum_holds(std::string_view kind, std::string_view secret);

}  // namespace ropewalk::scan
