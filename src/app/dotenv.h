// Reads dotenv files: `--env-file` and `--secret-file`.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace ropewalk::app {

using NamedTexts = std::vector<std::pair<std::string, std::string>>;

/// `NAME=value` lines in order, as dotenv libraries agree on them: blank lines and `#` comments are skipped, `export `
/// may stand in front, an unquoted value is trimmed and ends before ` #`, a single-quoted value is literal, a
/// double-quoted one knows `\n \r \t \\ \" \$`; quoted values may span lines. A name without `=` is an error, and so is
/// anything but a comment after a closing quote. Nothing is expanded. Errors: kInvalid with the place.
[[nodiscard]] Result<NamedTexts> parse_dotenv(const SourceFilePtr& file);

}  // namespace ropewalk::app
