// go.mod: since Go 1.17 it names every module that is built in, at its lowest and chosen version.
#include <fmt/format.h>

#include <map>
#include <sstream>

#include "base/strings.h"
#include "scan/dependencies/read/readers.h"

namespace ropewalk::scan {
namespace {

std::vector<std::string> words_of(std::string_view line) {
  line = line.substr(0, line.find("//"));
  std::vector<std::string> words;
  std::string word;
  for (const char c : line) {
    if (c == ' ' || c == '\t' || c == '\r') {
      if (!word.empty()) {
        words.push_back(std::move(word));
      }
      word.clear();
    } else if (c != '"' && c != '`') {
      word += c;
    }
  }
  if (!word.empty()) {
    words.push_back(std::move(word));
  }
  return words;
}

bool names_no_package(std::string_view verb) {
  return verb == "module" || verb == "exclude" || verb == "retract" || verb == "tool" || verb == "godebug" ||
         verb == "ignore";
}

class Reader {
 public:
  Reader(const ManifestInput& input, Manifest& into) : input_(input), into_(into) {}

  void read() {
    std::string block;
    int number = 0;
    for (const std::string_view line : split_lines(input_.text)) {
      ++number;
      std::vector<std::string> words = words_of(line);
      if (words.empty()) {
        continue;
      }
      if (words.front() == ")") {
        block.clear();
      } else if (words.size() == 2 && words[1] == "(") {
        block = words.front();
      } else if (block.empty()) {
        const std::string verb = words.front();
        words.erase(words.begin());
        directive(verb, words, number, line);
      } else {
        directive(block, words, number, line);
      }
    }
    if (!block.empty()) {
      into_.fail({.file = input_.file, .line = number}, "invalid-file",
                 fmt::format("the block '{} (' is not closed", block));
    }
    for (Dependency& dependency : found_) {
      replace(dependency);
      into_.dependencies.push_back(std::move(dependency));
    }
  }

 private:
  void directive(const std::string& verb, const std::vector<std::string>& words, int number, std::string_view line) {
    const Location place{.file = input_.file, .line = number};
    if (verb == "require") {
      if (words.size() != 2) {
        into_.fail(place, "invalid-line", fmt::format("'{}' is not a requirement", trim(line)));
        return;
      }
      Dependency dependency;
      dependency.name = words[0];
      dependency.version = words[1].starts_with('v') ? words[1].substr(1) : words[1];
      dependency.ecosystem = "Go";
      dependency.kind = DependencyKind::kPinned;
      dependency.place = place;
      if (line.find("// indirect") != std::string_view::npos) {
        dependency.groups = {"indirect"};
      }
      found_.push_back(std::move(dependency));
    } else if (verb == "replace") {
      const auto arrow = std::find(words.begin(), words.end(), "=>");
      if (arrow == words.begin() || words.end() - arrow < 2) {
        into_.fail(place, "invalid-line", fmt::format("'{}' replaces nothing", trim(line)));
        return;
      }
      replacements_[words.front()] = {arrow + 1, words.end()};
    } else if (verb == "go" || verb == "toolchain") {
      // The standard library has advisories of its own, by the version of Go.
      if (verb == "go" && !words.empty()) {
        into_.skip(place, "toolchain", fmt::format("go {}: which toolchain builds is not in this file", words[0]));
      }
    } else if (!names_no_package(verb)) {
      into_.fail(place, "invalid-line", fmt::format("there is no directive '{}'", verb));
    }
  }

  void replace(Dependency& dependency) const {
    const auto found = replacements_.find(dependency.name);
    if (found == replacements_.end() || found->second.empty()) {
      return;
    }
    const auto& to = found->second;
    if (to.size() == 1) {
      dependency.kind = DependencyKind::kPath;
      dependency.url = to[0];
      dependency.version.clear();
      return;
    }
    dependency.name = to[0];
    dependency.version = to[1].starts_with('v') ? to[1].substr(1) : to[1];
  }

  const ManifestInput& input_;
  Manifest& into_;
  std::vector<Dependency> found_;
  std::map<std::string, std::vector<std::string>> replacements_;
};

}  // namespace

void read_go_mod(const ManifestInput& input, Manifest& into) { Reader(input, into).read(); }

}  // namespace ropewalk::scan
