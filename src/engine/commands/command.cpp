#include "engine/commands/command.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/strings.h"

namespace ropewalk::engine {
namespace {

struct Escape {
  std::string_view escaped;
  std::string_view text;
};

/// Undone in this order, the percent sign last.
constexpr std::array<Escape, 3> kData{{{"%0D", "\r"}, {"%0A", "\n"}, {"%25", "%"}}};
constexpr std::array<Escape, 5> kProperty{{{"%0D", "\r"}, {"%0A", "\n"}, {"%3A", ":"}, {"%2C", ","}, {"%25", "%"}}};
constexpr std::array<Escape, 5> kOldForm{{{"%3B", ";"}, {"%0D", "\r"}, {"%0A", "\n"}, {"%5D", "]"}, {"%25", "%"}}};

std::string unescaped(std::string_view text, std::span<const Escape> escapes) {
  std::string out(text);
  if (text.find('%') == std::string_view::npos) {
    return out;
  }
  for (const Escape& escape : escapes) {
    out = replace_all(out, escape.escaped, escape.text);
  }
  return out;
}

void read_properties(Command& command, std::string_view text, char separator, std::span<const Escape> escapes) {
  for (const std::string_view piece : split(text, separator)) {
    // As .NET splits at `=` into two with empty pieces dropped: signs in front of the name count for nothing.
    const std::size_t name_begin = std::min(piece.find_first_not_of('='), piece.size());
    const std::string_view pair = piece.substr(name_begin);
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos && equals + 1 < pair.size()) {
      command.set_property(pair.substr(0, equals), unescaped(pair.substr(equals + 1), escapes));
    }
  }
}

std::optional<Command> parse_new_form(std::string_view line, const std::function<bool(std::string_view)>& is_known) {
  const std::size_t begin = line.find_first_not_of(" \t\r\n\v\f");
  if (begin == std::string_view::npos || line.substr(begin, 2) != "::") {
    return std::nullopt;
  }
  const std::string_view text = line.substr(begin + 2);
  const std::size_t end = text.find("::");
  if (end == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view info = text.substr(0, end);
  const std::size_t space = info.find(' ');
  const std::string_view name = info.substr(0, space);
  if (name.empty() || !is_known(name)) {
    return std::nullopt;
  }
  Command command{.name = std::string(name), .properties = {}, .data = unescaped(text.substr(end + 2), kData)};
  if (space != std::string_view::npos) {
    read_properties(command, trim(info.substr(space + 1)), ',', kProperty);
  }
  return command;
}

std::optional<Command> parse_old_form(std::string_view line, const std::function<bool(std::string_view)>& is_known) {
  const std::size_t begin = line.find("##[");
  if (begin == std::string_view::npos) {
    return std::nullopt;
  }
  const std::size_t end = line.find(']', begin);
  if (end == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view info = line.substr(begin + 3, end - begin - 3);
  const std::size_t space = info.find(' ');
  const std::string_view name = info.substr(0, space);
  if (name.empty() || !is_known(name)) {
    return std::nullopt;
  }
  Command command{.name = std::string(name), .properties = {}, .data = unescaped(line.substr(end + 1), kOldForm)};
  if (space != std::string_view::npos) {
    read_properties(command, info.substr(space + 1), ';', kOldForm);
  }
  return command;
}

}  // namespace

std::string_view Command::property(std::string_view key) const {
  for (const auto& [name_of, value] : properties) {
    if (equals_ignoring_case(name_of, key)) {
      return value;
    }
  }
  return {};
}

void Command::set_property(std::string_view key, std::string value) {
  for (auto& [name_of, old] : properties) {
    if (equals_ignoring_case(name_of, key)) {
      old = std::move(value);
      return;
    }
  }
  properties.emplace_back(std::string(key), std::move(value));
}

void Command::remove_property(std::string_view key) {
  std::erase_if(properties, [&](const auto& pair) { return equals_ignoring_case(pair.first, key); });
}

std::optional<Command> parse_command(std::string_view line, const std::function<bool(std::string_view)>& is_known) {
  if (line.find("::") != std::string_view::npos) {
    if (auto command = parse_new_form(line, is_known)) {
      return command;
    }
  }
  return parse_old_form(line, is_known);
}

}  // namespace ropewalk::engine
