// Workflow commands as a step prints them: `::name key=value,key=value::data`, or in the old form `##[name
// k=v;k=v]data`.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ropewalk::engine {

/// One command, taken apart and unescaped.
struct Command {
  /// As written; commands are told apart with ASCII case ignored.
  std::string name;
  /// In order; a name given twice is here once, with its last value.
  std::vector<std::pair<std::string, std::string>> properties;
  std::string data;

  /// The value of a property, ASCII case ignored; empty when there is none.
  [[nodiscard]] std::string_view property(std::string_view key) const;
  void set_property(std::string_view key, std::string value);
  void remove_property(std::string_view key);
};

/// Reads a line that may be a command; only names for which `is_known` says yes are commands. The first form may stand
/// after white space, the old form anywhere in the line. (GitHub's ActionCommand.)
[[nodiscard]] std::optional<Command> parse_command(std::string_view line,
                                                   const std::function<bool(std::string_view)>& is_known);

}  // namespace ropewalk::engine
