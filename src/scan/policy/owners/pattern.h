// One pattern of a CODEOWNERS file: gitignore's language without its negation and its classes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::scan::policy {

/// `*` and `?` match within one segment, `**` as a whole segment any number of them. A pattern without a slash, or with
/// one at its end alone, holds at any depth. What matches a folder holds for all below it, but a last segment `*`
/// behind a slash does not reach into folders. Case counts. (docs.github.com, "About code owners", and gitignore(5).)
class OwnersPattern {
 public:
  /// Nothing for what GitHub refuses: `!` in front, `[` or `]`, `***`, `\#` in front, a backslash at the end.
  [[nodiscard]] static std::optional<OwnersPattern> compile(std::string_view text);

  /// Whether a file is owned by it. `path` is relative, with `/`; time is bounded by its length times the pattern's.
  [[nodiscard]] bool matches(std::string_view path) const;

  /// True when both match the same paths by their form: the same segments, anchored alike.
  [[nodiscard]] friend bool operator==(const OwnersPattern&, const OwnersPattern&) = default;

 private:
  std::vector<std::string> segments_;
  bool only_folders_ = false;
  /// Its last segment `*` stands behind a slash: files of that folder alone.
  bool is_flat_ = false;
};

}  // namespace ropewalk::scan::policy
