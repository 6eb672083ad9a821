#include "scan/dependencies/read/entries.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "scan/dependencies/read/requirement_lines.h"
#include "scan/dependencies/requirement.h"

namespace ropewalk::scan {
namespace {

bool is_pip(std::string_view word) {
  word.remove_prefix(std::min(word.size(), word.rfind('/') + 1));
  return word == "pip" || word == "pipx" || word == "pip3" || (word.starts_with("pip3.") && word.size() > 5) ||
         word == "pip2";
}

/// The words behind `pip install` in one command; empty when it is none.
std::vector<std::string> installed_words(const std::vector<std::string>& words) {
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (is_pip(words[i])) {
      for (std::size_t j = i + 1; j < words.size(); ++j) {
        if (words[j] == "install") {
          return {words.begin() + static_cast<long>(j) + 1, words.end()};
        }
        if (!words[j].starts_with('-')) {
          return {};
        }
      }
    }
  }
  return {};
}

bool takes_value(std::string_view option) {
  static constexpr std::array<std::string_view, 24> kOptions = {"-r",
                                                                "--requirement",
                                                                "-c",
                                                                "--constraint",
                                                                "-i",
                                                                "--index-url",
                                                                "--extra-index-url",
                                                                "-f",
                                                                "--find-links",
                                                                "-t",
                                                                "--target",
                                                                "--prefix",
                                                                "--root",
                                                                "--src",
                                                                "--python",
                                                                "--platform",
                                                                "--abi",
                                                                "--trusted-host",
                                                                "--cache-dir",
                                                                "--no-binary",
                                                                "--only-binary",
                                                                "--report",
                                                                "--progress-bar",
                                                                "--python-version"};
  return std::find(kOptions.begin(), kOptions.end(), option) != kOptions.end();
}

void add_words(const std::vector<std::string>& words, const Location& place, const std::vector<std::string>& groups,
               Manifest& into) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "-e" || word == "--editable") {
      ++i;
      continue;
    }
    if (word.starts_with('-')) {
      i += takes_value(word) ? 1 : 0;
      continue;
    }
    if (word.find('$') != std::string::npos || word.find('{') != std::string::npos) {
      into.skip(place, "variable", fmt::format("'{}' has a variable, whose value is not known here", word));
      continue;
    }
    const std::string_view bare = std::string_view(word).substr(0, word.find('['));
    if (word.starts_with('.') || word.starts_with('/') || bare.find('/') != std::string_view::npos ||
        bare.ends_with(".whl") || bare.ends_with(".gz")) {
      Dependency dependency;
      set_address(dependency, word);
      if (dependency.name.empty()) {
        dependency.name = bare;
      }
      dependency.groups = groups;
      dependency.place = place;
      into.dependencies.push_back(std::move(dependency));
      continue;
    }
    add_requirement(word, place, groups, into);
  }
}

}  // namespace

void add_requirement(std::string_view text, const Location& place, const std::vector<std::string>& groups,
                     Manifest& into) {
  auto dependency = read_requirement(text);
  if (!dependency) {
    into.fail(place, "invalid-entry", dependency.error().message);
    return;
  }
  dependency->groups = groups;
  dependency->place = place;
  into.dependencies.push_back(std::move(*dependency));
}

void add_pip_command(std::string_view command, const Location& place, const std::vector<std::string>& groups,
                     Manifest& into) {
  if (command.find("pip") == std::string_view::npos) {
    return;
  }
  // One line may hold several commands: a part ends at an operator that stands outside of quotes.
  std::string part;
  char quote = 0;
  const auto finish = [&] {
    if (const auto words = split_words(part)) {
      add_words(installed_words(*words), place, groups, into);
    }
    part.clear();
  };
  for (const char c : command) {
    if (quote == 0 && (c == '&' || c == '|' || c == ';' || c == '\n')) {
      finish();
      continue;
    }
    if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
    } else if (c == quote) {
      quote = 0;
    }
    part += c;
  }
  finish();
}

}  // namespace ropewalk::scan
