// A command line that is being typed, taken apart as far as it goes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/command.h"

namespace ropewalk::cli {

/// The words before the one to complete, taken apart.
struct Line {
  const Command* command = nullptr;
  std::optional<std::string> directory;
  std::vector<std::string> operands;
  std::vector<std::pair<const Option*, std::string>> values;
  /// The option whose value is to be completed; null for an operand or an option's name.
  const Option* open = nullptr;
  bool is_literal = false;

  [[nodiscard]] std::string value(std::string_view option) const {
    for (const auto& [given, value] : values) {
      if (given->name == option) {
        return value;
      }
    }
    return "";
  }
};

/// Null when the command has no such option; `word` is its name or its letter.
[[nodiscard]] const Option* find_option(const Command& command, std::string_view word);

[[nodiscard]] Line read_line(const std::vector<std::string>& words);

}  // namespace ropewalk::cli
