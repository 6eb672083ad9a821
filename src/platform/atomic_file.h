// Files that are there whole or not at all.
#pragma once

#include <functional>

#include "ports/files.h"

namespace ropewalk::platform {

/// Fills the open descriptor of a new file.
using FillFile = std::function<Result<void>(int file)>;

/// Gives `path` what `fill` writes, once all of it is written; until then, and when `fill` fails, the path is as it
/// was. Keeps the mode of a file that is replaced. The file has no name while it is filled where the file system can do
/// that, so that a killed process leaves nothing; elsewhere it is `.<name>.<random>.tmp` beside it. The parent must
/// exist.
[[nodiscard]] Result<void> atomically_written(const ports::Path& path, const FillFile& fill);

/// The same for a file that must not be there yet: of several that try at once, one gets it. Errors: kInvalid when it
/// is there, and then nothing has changed.
[[nodiscard]] Result<void> atomically_made(const ports::Path& path, const FillFile& fill);

}  // namespace ropewalk::platform
