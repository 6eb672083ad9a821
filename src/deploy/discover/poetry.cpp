#include "deploy/discover/poetry.h"

#include <fmt/format.h>

#include <charconv>

#include "base/strings.h"

namespace ropewalk::deploy {
namespace {

/// What a single version has none of: another one follows.
constexpr std::string_view kMore = " |^~<>=";

/// `1.2.3` of `1.2.3b1`: the numbers at the start.
std::vector<int> numbers_of(std::string_view version) {
  std::vector<int> numbers;
  for (const std::string_view part : split(version, '.')) {
    int number = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
    if (error != std::errc()) {
      break;
    }
    numbers.push_back(number);
    if (end != part.data() + part.size()) {
      break;
    }
  }
  return numbers;
}

/// The first version that the number at `place` does not cover any more.
std::string next_of(const std::vector<int>& numbers, std::size_t place) {
  std::string text;
  for (std::size_t i = 0; i < place; ++i) {
    text += std::to_string(numbers[i]) + ".";
  }
  return text + std::to_string(numbers[place] + 1);
}

/// One part of a list that commas separate.
std::string one_version(std::string_view text, bool& is_unknown) {
  const bool is_caret = text.starts_with('^');
  const bool is_tilde = text.starts_with('~') && !text.starts_with("~=");
  if (is_caret || is_tilde) {
    const std::string_view version = trim(text.substr(1));
    const std::vector<int> numbers = numbers_of(version);
    if (numbers.empty() || version.find_first_of(kMore) != std::string_view::npos) {
      is_unknown = true;
      return {};
    }
    std::size_t place = is_tilde && numbers.size() > 1 ? 1 : 0;
    while (is_caret && place + 1 < numbers.size() && numbers[place] == 0) {
      ++place;
    }
    return fmt::format(">={},<{}", version, next_of(numbers, place));
  }
  if (text.empty() || text == "*") {
    return {};
  }
  const std::size_t operator_end = text.find_first_not_of("<>=!~");
  if (operator_end == std::string_view::npos) {
    is_unknown = true;
    return {};
  }
  const std::string_view version = trim(text.substr(operator_end));
  if (version.find_first_of(kMore) != std::string_view::npos) {
    is_unknown = true;
    return {};
  }
  const std::string_view how = text.substr(0, operator_end);
  return fmt::format("{}{}", how.empty() || how == "=" ? "==" : how, version);
}

class Reader {
 public:
  void take(std::string_view name, const json::value& value) {
    if (value.is_array()) {
      for (const json::value& one : value.get_array()) {
        take(name, one);
      }
      return;
    }
    if (value.is_string()) {
      add(std::string(name), value.get_string(), {}, name);
    } else if (value.is_object()) {
      take_table(name, value.get_object());
    }
  }

  PoetryDependencies found;

 private:
  void take_table(std::string_view name, const json::object& table) {
    if (const json::value* const optional = table.if_contains("optional");
        optional != nullptr && optional->is_bool() && optional->get_bool()) {
      return;
    }
    std::string full(name);
    if (const json::value* const extras = table.if_contains("extras"); extras != nullptr && extras->is_array()) {
      std::vector<std::string> names;
      for (const json::value& extra : extras->get_array()) {
        names.push_back(extra.is_string() ? std::string(extra.get_string()) : std::string());
      }
      full += "[" + join(names, ",") + "]";
    }
    const std::string_view markers = string_member(table, "markers");
    if (const std::string_view git = string_member(table, "git"); !git.empty()) {
      std::string source = fmt::format("{} @ git+{}", full, git);
      for (const char* const at : {"rev", "tag", "branch"}) {
        if (const std::string_view named = string_member(table, at); !named.empty()) {
          source += "@" + std::string(named);
          break;
        }
      }
      put(source, markers);
    } else if (const std::string_view url = string_member(table, "url"); !url.empty()) {
      put(fmt::format("{} @ {}", full, url), markers);
    } else if (table.contains("path")) {
      found.notes.push_back(fmt::format("{} is left out: it is a folder of its own", name));
    } else {
      add(full, string_member(table, "version"), markers, name);
    }
  }

  void add(const std::string& full, std::string_view versions, std::string_view markers, std::string_view name) {
    bool is_unknown = false;
    const std::string said = versions_of_poetry(versions, is_unknown);
    if (is_unknown) {
      found.notes.push_back(fmt::format("{}: any version, since pip cannot be told `{}`", name, versions));
    }
    put(full + (is_unknown ? "" : said), markers);
  }

  void put(std::string requirement, std::string_view markers) {
    if (!markers.empty()) {
      requirement += fmt::format(" ; {}", markers);
    }
    found.requirements.push_back(std::move(requirement));
  }
};

}  // namespace

std::string versions_of_poetry(std::string_view text, bool& is_unknown) {
  std::vector<std::string> parts;
  for (const std::string_view part : split(text, ',')) {
    if (std::string one = one_version(trim(part), is_unknown); !one.empty()) {
      parts.push_back(std::move(one));
    }
  }
  return join(parts, ",");
}

PoetryDependencies read_poetry(const json::object& table) {
  Reader reader;
  for (const auto& pair : table) {
    if (to_lower(std::string_view(pair.key())) != "python") {
      reader.take(pair.key(), pair.value());
    }
  }
  return std::move(reader.found);
}

}  // namespace ropewalk::deploy
