// Texts in UTF-16, which Windows' tools write, as UTF-8.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ropewalk::scan {

/// Nothing when the bytes are no such text: no mark in front, and no letters of ASCII two bytes apart.
[[nodiscard]] std::optional<std::string> from_utf16(std::string_view bytes);

[[nodiscard]] bool is_utf16(std::string_view bytes);

}  // namespace ropewalk::scan
