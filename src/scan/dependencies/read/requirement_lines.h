// The lines of a file of requirements, as pip puts them together, and the words of their options.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ropewalk::scan {

struct RequirementLine {
  /// Of its first piece.
  int line = 0;
  std::string text;
};

/// Continued lines in one, comments and empty lines left out. UTF-16 and a byte order mark are understood.
[[nodiscard]] std::vector<RequirementLine> read_requirement_lines(std::string_view text);

struct RequirementOption {
  /// `--hash`, always in its long form.
  std::string name;
  std::string value;
};

/// A line in its parts: what stands before the first word with a dash in front, and the options.
struct RequirementParts {
  std::string requirement;
  std::vector<RequirementOption> options;
  /// What is wrong with the options; those before it are kept.
  std::optional<std::string> problem;
};
[[nodiscard]] RequirementParts split_requirement(std::string_view line);

/// The words of a shell's line: quotes and backslashes as there.
[[nodiscard]] std::optional<std::vector<std::string>> split_words(std::string_view text);

}  // namespace ropewalk::scan
