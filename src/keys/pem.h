// PEM: bytes as text between two lines that name what they are (RFC 7468).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ropewalk::keys {

struct PemBlock {
  /// `PUBLIC KEY`.
  std::string label;
  std::string bytes;
};

/// All blocks of a text, in order; what stands around them is passed over. Errors: kInvalid for a block that is cut
/// short or no base64; `name` is what the text is called in messages.
[[nodiscard]] Result<std::vector<PemBlock>> read_pem(std::string_view text, std::string_view name);

[[nodiscard]] std::string write_pem(const PemBlock& block);

}  // namespace ropewalk::keys
