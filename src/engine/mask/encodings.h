// The forms that a secret takes when programs print it: each of them is hidden as the secret itself is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::engine {

/// What has to be hidden for one value, the value itself first: base64 at its three offsets, escapes of command lines,
/// expressions, JSON, URIs and XML, quotes trimmed, and the two parts that PowerShell prints around `&`. Empty forms
/// and doubles are left out. (GitHub's ValueEncoders.)
[[nodiscard]] std::vector<std::string> masked_forms(std::string_view secret);

/// Forms that programs print and GitHub's runner does not know: hexadecimal digits, base64 for URLs, upper and lower
/// case, and the escapes of shells, Python, JSON in ASCII, HTML and URLs in their other spellings. None for values of
/// fewer than eight bytes: they would hide too much that is no secret.
[[nodiscard]] std::vector<std::string> other_forms(std::string_view secret);

/// The values that one secret stands for: the whole, trimmed, and each of its lines, trimmed. Empty ones are left out.
[[nodiscard]] std::vector<std::string> masked_values(std::string_view secret);

}  // namespace ropewalk::engine
