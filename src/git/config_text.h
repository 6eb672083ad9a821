// The text form of git's configuration (git-config(1), "Syntax"): reading one value, writing values safely.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::git {

/// One `key = value`. Names of sections and keys are in lower case; a key alone has the value `true`.
struct ConfigEntry {
  std::string section;
  std::string subsection;
  std::string key;
  std::string value;
};

/// All entries in order. Included files are not read; what is no valid syntax is passed over.
[[nodiscard]] std::vector<ConfigEntry> read_config(std::string_view text);

/// The last value of `section.subsection.key` (names of sections and keys without case, subsections with it; an empty
/// `subsection` is none). Included files are not read.
[[nodiscard]] std::optional<std::string> config_value(std::string_view text, std::string_view section,
                                                      std::string_view subsection, std::string_view key);

/// A larger file is none of settings.
constexpr std::uint64_t kMostConfigBytes = 16ULL << 20U;

/// A line of `objects/info/alternates`, quoted where the path needs it (git reads it since 2.11).
[[nodiscard]] std::string alternates_line(const std::filesystem::path& objects);

/// The paths of `objects/info/alternates` (a line each) and of GIT_ALTERNATE_OBJECT_DIRECTORIES (between colons),
/// quoted ones as they are meant; comments are left out.
[[nodiscard]] std::vector<std::string> read_alternates(std::string_view text, char separator);

/// A value in double quotes, so that it comes back as it is.
[[nodiscard]] std::string quote_config(std::string_view value);

}  // namespace ropewalk::git
