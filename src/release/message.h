// Commit messages by Conventional Commits 1.0.0 (https://www.conventionalcommits.org/en/v1.0.0/), to the letter: what
// only looks like the convention is not read as it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::release {

/// `type(scope)!: description`.
struct Header {
  /// In lower case: types are compared without it.
  std::string type;
  /// Empty when there is none.
  std::string scope;
  bool has_bang = false;
  std::string description;
};

/// Reads the first line of a message; nothing when it isn't of the convention.
[[nodiscard]] std::optional<Header> read_header(std::string_view line);

/// `Token: value` or `Token #value`.
struct Footer {
  std::string token;
  /// May have several lines.
  std::string value;
};

struct Message {
  std::string title;
  /// All lines below the title.
  std::string body;
  std::optional<Header> header;
  std::vector<Footer> footers;
  /// What a `BREAKING CHANGE:` footer says; it counts only for a message of the convention.
  std::optional<std::string> breaking;

  [[nodiscard]] bool is_breaking() const { return header && (header->has_bang || breaking); }
  /// The value of the last footer of this name, case ignored; nothing without one.
  [[nodiscard]] std::optional<std::string> footer(std::string_view token) const;
};

/// Reads a whole commit message. What stands between `BEGIN_COMMIT_OVERRIDE` and `END_COMMIT_OVERRIDE` replaces it.
[[nodiscard]] Message read_message(std::string_view text);

}  // namespace ropewalk::release
