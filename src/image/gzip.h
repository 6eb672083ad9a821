// gzip as layers are packed with it: the same bytes for the same input, on every machine.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace ropewalk::image {

/// One member without a name or a time. Errors: kInternal when no memory is left.
[[nodiscard]] Result<std::string> gzip(std::string_view bytes);
/// Errors: kInvalid for what is no gzip, is cut, or unpacks to more than `limit` bytes.
[[nodiscard]] Result<std::string> gunzip(std::string_view bytes, std::size_t limit);

}  // namespace ropewalk::image
