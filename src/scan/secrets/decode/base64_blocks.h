// Runs of base64 letters in whole blocks of a text, many bytes at once.
#pragma once

#include <cstddef>
#include <string_view>

#include "scan/secrets/match/lanes.h"

namespace ropewalk::scan {

/// Goes over whole blocks of 64 bytes from `from` on for sixteen letters of base64 (or of its form for URLs) that
/// follow each other: where they begin, or from where on there may be some behind the last whole block.
[[nodiscard]] std::size_t pass_base64_blocks(std::string_view text, std::size_t from, bool& is_found,
                                             Lanes lanes = widest_lanes());

}  // namespace ropewalk::scan
