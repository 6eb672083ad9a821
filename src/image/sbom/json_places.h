// Where the parts of a JSON text stand: the library that reads it keeps no places.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace ropewalk::image {

/// The byte offset of each value by its JSON pointer (RFC 6901); of a member, where its key begins. The text is valid
/// JSON, at most `most_depth` deep.
[[nodiscard]] std::map<std::string, std::uint32_t, std::less<>> json_places(std::string_view text,
                                                                            int most_depth = 100);

}  // namespace ropewalk::image
