// One segment of a path pattern: a literal name, a name with wildcards, or `**`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ropewalk::text {

class PathSegment {
 public:
  /// Any text without `/` is a segment: what can't be read as a wildcard or a set stands for itself.
  [[nodiscard]] static PathSegment parse(std::string_view text);
  /// The name as it is, whatever characters it has.
  [[nodiscard]] static PathSegment literal(std::string_view name);
  /// Any one name.
  [[nodiscard]] static PathSegment any_name() { return parse("*"); }

  /// `**`: any number of names.
  [[nodiscard]] bool is_globstar() const { return is_globstar_; }
  /// The one name that this stands for; nothing when there can be others.
  [[nodiscard]] std::optional<std::string> literal_name() const;
  /// Whether one name matches; not to be asked of `**`.
  [[nodiscard]] bool matches(std::string_view name) const;

 private:
  enum class AtomKind : std::uint8_t { kCharacter, kAny, kRun, kSet };
  struct Atom {
    AtomKind kind = AtomKind::kCharacter;
    std::uint32_t character = 0;
    /// Of a set: from first to last, and whether it is about all other characters.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges = {};
    bool is_negated = false;
  };

  [[nodiscard]] static bool accepts(const Atom& atom, std::uint32_t character);
  [[nodiscard]] static std::optional<Atom> read_set(std::string_view text, std::size_t& at);

  std::vector<Atom> atoms_;
  bool is_globstar_ = false;
};

}  // namespace ropewalk::text
