// tox.ini (tox.wiki, "Configuration"): sections, keys whose values go on in indented lines, and factors before a colon.
#include "init/tox.h"

#include <algorithm>
#include <map>

#include "base/strings.h"

namespace ropewalk::init {
namespace {

using Section = std::map<std::string, std::vector<std::string>, std::less<>>;

/// Section by section, key by key, the lines of the value. A line that ends in `\` goes on in the next.
std::map<std::string, Section, std::less<>> read_sections(std::string_view text) {
  std::map<std::string, Section, std::less<>> sections;
  std::string section;
  std::string key;
  bool goes_on = false;
  for (const std::string_view line : split_lines(text)) {
    const std::string_view words = trim(line);
    if (words.empty() || words.starts_with('#') || words.starts_with(';')) {
      continue;
    }
    const bool is_indented = line.front() == ' ' || line.front() == '\t';
    if (!is_indented && words.starts_with('[')) {
      section = words.substr(1, words.find(']') - 1);
      key.clear();
      continue;
    }
    std::string_view value = words;
    if (!is_indented) {
      const std::size_t sign = words.find_first_of("=:");
      key = trim(words.substr(0, sign));
      value = sign == std::string_view::npos ? std::string_view() : trim(words.substr(sign + 1));
    }
    const bool continues = value.ends_with('\\');
    value = continues ? trim(value.substr(0, value.size() - 1)) : value;
    std::vector<std::string>& lines = sections[section][key];
    if (goes_on && !lines.empty()) {
      lines.back() += " " + std::string(value);
    } else if (!value.empty()) {
      lines.emplace_back(value);
    }
    goes_on = continues;
  }
  return sections;
}

const std::vector<std::string>& lines_of(const Section& section, std::string_view key) {
  static const std::vector<std::string> kNone;
  const auto found = section.find(key);
  return found == section.end() ? kNone : found->second;
}

/// What stands behind a factor like `py311: `; empty for a factor that is not about Pythons.
std::string_view without_factor(std::string_view line) {
  const std::size_t colon = line.find(": ");
  const bool is_factor = colon != std::string_view::npos && line.find_first_of("<>=@;\"'") > colon;
  if (!is_factor) {
    return line;
  }
  return line.starts_with("py{") || line.starts_with("py3") ? trim(line.substr(colon + 2)) : std::string_view();
}

std::string without_posargs(std::string_view command) {
  std::string text(command);
  for (std::size_t at = text.find("{posargs"); at != std::string::npos; at = text.find("{posargs")) {
    const std::size_t end = text.find('}', at);
    text.erase(at, end == std::string::npos ? std::string::npos : end - at + 1);
  }
  return std::string(trim(text));
}

ToxEnvironment environment_of(std::string name, const Section& section) {
  ToxEnvironment environment{.name = std::move(name), .dependencies = {}, .commands = {}};
  for (const std::string& line : lines_of(section, "deps")) {
    const std::string_view requirement = without_factor(line);
    // A marker or a substitution is left to whoever wrote it: the name alone is what can be taken over.
    const std::string_view plain = trim(requirement.substr(0, requirement.find_first_of(";{\"'$`\\")));
    if (!plain.empty() && !plain.starts_with('-')) {
      environment.dependencies.emplace_back(plain);
    }
  }
  for (const std::string& line : lines_of(section, "commands")) {
    const std::string command = without_posargs(line);
    if (!command.empty() && command.find('{') == std::string::npos) {
      environment.commands.push_back(command);
    }
  }
  return environment;
}

}  // namespace

std::vector<ToxEnvironment> read_tox(std::string_view text) {
  const auto sections = read_sections(text);
  std::vector<std::string> run;
  if (const auto tox = sections.find("tox"); tox != sections.end()) {
    for (const std::string_view key : {"envlist", "env_list"}) {
      for (const std::string& line : lines_of(tox->second, key)) {
        for (const std::string_view name : split(line, ',')) {
          run.emplace_back(trim(name));
        }
      }
    }
  }
  std::vector<ToxEnvironment> environments;
  constexpr std::string_view kPrefix = "testenv:";
  for (const auto& [name, section] : sections) {
    if (name == "testenv") {
      environments.push_back(environment_of("", section));
    } else if (name.starts_with(kPrefix)) {
      const std::string own = name.substr(kPrefix.size());
      if (std::find(run.begin(), run.end(), own) != run.end()) {
        environments.push_back(environment_of(own, section));
      }
    }
  }
  return environments;
}

}  // namespace ropewalk::init
