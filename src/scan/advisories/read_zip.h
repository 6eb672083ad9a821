// The files of a zip archive, one after the other, in memory.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ropewalk::scan {

/// What a visitor says to the next file: go on, or end here with an error.
using ZipVisitor = std::function<Result<void>(std::string_view name, std::string bytes)>;

/// Calls `visit` for each file whose name ends with `suffix`, in the order of the archive. A file that is larger than
/// `most_bytes` unpacked is an error. Errors: kIncomplete for an archive that is damaged, the visitor's own.
[[nodiscard]] Result<void> read_zip(std::string_view archive, std::string_view name, std::string_view suffix,
                                    std::uint64_t most_bytes, const ZipVisitor& visit);

}  // namespace ropewalk::scan
