// GitHub's filter patterns: how `on.push.branches`, `tags` and `paths` name what they mean.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ropewalk::text {

/// One pattern. `*` is any run without `/`, `**` any run, `**/` any folders or none, `?` and `+` repeat the character
/// before them (none or one; one or more), `[]` is one of the letters and digits in it (ranges allowed), `\` takes the
/// next character as it is. The whole name must match; case counts; characters are code points.
/// (docs.github.com, "Workflow syntax", filter pattern cheat sheet.)
class Pattern {
 public:
  /// Fails (kInvalid) on an open bracket, a bracket with anything but letters and digits, a repetition of nothing, and
  /// a backslash at the end. The message names the pattern.
  [[nodiscard]] static Result<Pattern> compile(std::string_view text);

  /// Takes time proportional to the name's length times the pattern's, whatever they are.
  [[nodiscard]] bool matches(std::string_view name) const;

 private:
  friend class PatternCompiler;

  enum class AtomKind : std::uint8_t {
    kCharacter,
    kSet,          // []
    kInName,       // *
    kAnywhere,     // **
    kFolders,      // **/ before its first character
    kFoldersRest,  // **/ after it
  };
  struct Atom {
    AtomKind kind = AtomKind::kCharacter;
    std::uint32_t character = 0;
    std::bitset<128> set = {};
    bool may_be_absent = false;
    bool may_repeat = false;
  };
  using Positions = std::vector<bool>;

  [[nodiscard]] static bool accepts(const Atom& atom, std::uint32_t character);
  void add_position(Positions& positions, std::size_t at) const;
  [[nodiscard]] Positions step(const Positions& positions, std::uint32_t character) const;

  std::vector<Atom> atoms_;
};

/// A list of patterns, where a later one overrules an earlier one and `!` in front takes names out again.
class PatternList {
 public:
  /// Fails as Pattern::compile does; the error's message names the pattern.
  [[nodiscard]] static Result<PatternList> compile(const std::vector<std::string>& patterns);

  /// True when the last pattern that matches the name has no `!`.
  [[nodiscard]] bool matches(std::string_view name) const;
  /// The index of the pattern that decides about a name, the last one that matches; nothing when none does.
  [[nodiscard]] std::optional<std::size_t> deciding(std::string_view name) const;
  /// A list without a pattern of this kind matches nothing.
  [[nodiscard]] bool has_positive() const;

 private:
  struct Entry {
    Pattern pattern;
    bool is_negative = false;
  };
  std::vector<Entry> entries_;
};

}  // namespace ropewalk::text
