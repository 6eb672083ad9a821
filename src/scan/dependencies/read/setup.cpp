// setup.cfg and setup.py. The second is a program: what is written in it as a plain list is read, what it computes is
// said to be unknown.
#include <fmt/format.h>

#include <array>

#include "base/strings.h"
#include "scan/dependencies/read/entries.h"
#include "scan/dependencies/read/include_requirements.h"
#include "scan/dependencies/read/ini.h"
#include "scan/dependencies/read/readers.h"

namespace ropewalk::scan {
namespace {

/// `file: a.txt, b.txt`: files of requirements, relative to the folder of this one.
void add_files(const IniEntry& entry, const ManifestInput& input, const std::vector<std::string>& groups,
               Manifest& into) {
  for (const IniLine& line : entry.lines) {
    const bool is_first = &line == &entry.lines.front();
    const std::string_view names = std::string_view(line.text).substr(is_first ? std::string_view("file:").size() : 0);
    for (const std::string_view part : split(names, ',')) {
      const std::string_view name = trim(part);
      const Location place{.file = input.file, .line = line.line};
      if (!name.empty() &&
          !include_requirements(relative_to(input.file, name), place, Role::kRequirements, groups, input, into)) {
        into.fail(place, "unreadable", fmt::format("{}: there is no such file", name));
      }
    }
  }
}

/// A list over several lines has an entry in each; one that stands in one line is parted by semicolons.
void add_lines(const IniEntry& entry, const ManifestInput& input, const std::vector<std::string>& groups,
               Manifest& into) {
  if (!entry.lines.empty() && entry.lines.front().text.starts_with("file:")) {
    return add_files(entry, input, groups, into);
  }
  const bool is_one_line = entry.lines.size() == 1 && entry.lines.front().line == entry.line;
  for (const IniLine& line : entry.lines) {
    const std::string_view text = trim(std::string_view(line.text).substr(0, line.text.find(" #")));
    for (const std::string_view part : is_one_line ? split(text, ';') : std::vector{text}) {
      if (!trim(part).empty()) {
        add_requirement(trim(part), {.file = input.file, .line = line.line}, groups, into);
      }
    }
  }
}

int line_at(std::string_view text, std::size_t at) {
  int line = 1;
  for (const char c : text.substr(0, at)) {
    line += c == '\n' ? 1 : 0;
  }
  return line;
}

/// Reads a list of literals, `["a", 'b']`, from its `[` on. False when something else is in it.
class ListReader {
 public:
  ListReader(std::string_view text, std::size_t at) : text_(text), at_(at) {}

  struct Item {
    std::string text;
    std::size_t at = 0;
  };

  bool read(std::vector<Item>& into) {
    if (at_ >= text_.size() || (text_[at_] != '[' && text_[at_] != '(')) {
      return false;
    }
    for (++at_; at_ < text_.size();) {
      const char c = text_[at_];
      if (c == ']' || c == ')') {
        return true;
      }
      if (c == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (c == '"' || c == '\'') {
        const std::size_t end = text_.find(c, at_ + 1);
        if (end == std::string_view::npos) {
          return false;
        }
        into.push_back({std::string(text_.substr(at_ + 1, end - at_ - 1)), at_});
        at_ = end + 1;
      } else if (c == ',' || c == ' ' || c == '\n' || c == '\t' || c == '\r') {
        ++at_;
      } else {
        return false;
      }
    }
    return false;
  }

  [[nodiscard]] std::size_t at() const { return at_; }

 private:
  std::string_view text_;
  std::size_t at_;
};

std::size_t skip_blanks(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(" \t\r\n", at), text.size());
}

/// Where the value of `key=` begins; npos when the key is not there.
std::size_t value_of(std::string_view text, std::string_view key) {
  for (std::size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    const std::size_t equals = skip_blanks(text, at + key.size());
    const bool is_word = at > 0 && (text[at - 1] == '_' || std::isalnum(static_cast<unsigned char>(text[at - 1])) != 0);
    if (!is_word && equals < text.size() && text[equals] == '=' && text.substr(equals, 2) != "==") {
      return skip_blanks(text, equals + 1);
    }
  }
  return std::string_view::npos;
}

void add_list(const ManifestInput& input, std::string_view key, const std::vector<std::string>& groups,
              Manifest& into) {
  const std::size_t at = value_of(input.text, key);
  if (at == std::string_view::npos) {
    return;
  }
  std::vector<ListReader::Item> items;
  if (!ListReader(input.text, at).read(items)) {
    into.skip({.file = input.file, .line = line_at(input.text, at)}, "dynamic",
              fmt::format("{} is computed when the program runs", key));
    return;
  }
  for (const ListReader::Item& item : items) {
    const Location place{.file = input.file, .line = line_at(input.text, item.at)};
    if (key == "setup_requires") {
      into.skip(place, "build", fmt::format("'{}' builds the project and is not installed with it", item.text));
    } else {
      add_requirement(item.text, place, groups, into);
    }
  }
}

void add_extras(const ManifestInput& input, Manifest& into) {
  constexpr std::string_view kKey = "extras_require";
  std::size_t at = value_of(input.text, kKey);
  if (at == std::string_view::npos) {
    return;
  }
  const Location place{.file = input.file, .line = line_at(input.text, at)};
  const auto is_dynamic = [&] {
    into.skip(place, "dynamic", fmt::format("{} is computed when the program runs", kKey));
  };
  if (at >= input.text.size() || input.text[at] != '{') {
    return is_dynamic();
  }
  for (at = skip_blanks(input.text, at + 1); at < input.text.size() && input.text[at] != '}';) {
    const char quote = input.text[at];
    const std::size_t end = quote == '"' || quote == '\'' ? input.text.find(quote, at + 1) : std::string_view::npos;
    if (end == std::string_view::npos) {
      return is_dynamic();
    }
    const std::string group(input.text.substr(at + 1, end - at - 1));
    at = skip_blanks(input.text, end + 1);
    std::vector<ListReader::Item> items;
    ListReader list(input.text, at < input.text.size() && input.text[at] == ':' ? skip_blanks(input.text, at + 1) : at);
    if (!list.read(items)) {
      return is_dynamic();
    }
    for (const ListReader::Item& item : items) {
      add_requirement(item.text, {.file = input.file, .line = line_at(input.text, item.at)}, {group}, into);
    }
    at = skip_blanks(input.text, list.at() + 1);
    if (at < input.text.size() && input.text[at] == ',') {
      at = skip_blanks(input.text, at + 1);
    }
  }
}

}  // namespace

void read_setup_cfg(const ManifestInput& input, Manifest& into) {
  for (const IniEntry& entry : read_ini(input.text)) {
    if (entry.section == "options" && entry.key == "install_requires") {
      add_lines(entry, input, {}, into);
    } else if (entry.section == "options" && entry.key == "tests_require") {
      add_lines(entry, input, {"tests"}, into);
    } else if (entry.section == "options.extras_require") {
      add_lines(entry, input, {entry.key}, into);
    } else if (entry.section == "options" && entry.key == "setup_requires") {
      for (const IniLine& line : entry.lines) {
        into.skip({.file = input.file, .line = line.line}, "build",
                  fmt::format("'{}' builds the project and is not installed with it", line.text));
      }
    }
  }
}

void read_setup_py(const ManifestInput& input, Manifest& into) {
  add_list(input, "install_requires", {}, into);
  add_list(input, "tests_require", {"tests"}, into);
  add_list(input, "setup_requires", {}, into);
  add_extras(input, into);
}

}  // namespace ropewalk::scan
