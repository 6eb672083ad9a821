#include "scan/dependencies/fix_pins.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "base/json.h"
#include "base/strings.h"
#include "scan/advisories/advisory.h"
#include "versions/specifier.h"

namespace ropewalk::scan {
namespace {

std::string detail(const Finding& finding, std::string_view key) {
  for (const auto& [name, value] : finding.details) {
    if (name == key) {
      const auto parsed = parse_json(value, "detail");
      return parsed && parsed->is_string() ? std::string(parsed->get_string()) : std::string();
    }
  }
  return {};
}

/// What may stand between the parts of a requirement: blanks, and the end of a line that goes on.
constexpr std::string_view kBetween = " \t\r\n\\";

std::string_view without_end(std::string_view text) {
  const std::size_t last = text.find_last_not_of(kBetween);
  return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

/// True for a place behind a `#` that begins a comment: at the beginning of the line or behind a blank, and not within
/// quotes.
bool is_in_comment(std::string_view text, std::size_t at) {
  const std::size_t newline = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  char quote = 0;
  char before = ' ';
  for (std::size_t i = newline == std::string_view::npos ? 0 : newline + 1; i < at; ++i) {
    const char letter = text[i];
    if (quote != 0) {
      quote = letter == quote ? '\0' : quote;
    } else if (letter == '#' && (before == ' ' || before == '\t')) {
      return true;
    } else if (letter == '"' || letter == '\'') {
      quote = letter;
    }
    before = letter;
  }
  return false;
}

/// The command that a place belongs to, up to it: what is behind the last operator of the shell.
std::string_view command_before(std::string_view text, std::size_t at) {
  const std::size_t operation = at == 0 ? std::string_view::npos : text.find_last_of("&|;", at - 1);
  return text.substr(operation == std::string_view::npos ? 0 : operation + 1,
                     at - (operation == std::string_view::npos ? 0 : operation + 1));
}

bool installs(std::string_view command) {
  const std::size_t pip = command.find("pip");
  return pip != std::string_view::npos && command.find("install", pip) != std::string_view::npos;
}

/// Where the version of `name==version` begins in an entry's text, each time that it is no comment. Where the entry is
/// a command, only what that command installs counts.
std::vector<std::size_t> pins_in(std::string_view text, std::string_view name, std::string_view version) {
  const std::string wanted = normal_python_name(name);
  const bool is_command = installs(text);
  std::vector<std::size_t> found;
  for (std::size_t at = text.find(version); at != std::string_view::npos; at = text.find(version, at + 1)) {
    const std::string_view before = without_end(text.substr(0, at));
    const char after = at + version.size() < text.size() ? text[at + version.size()] : ' ';
    const bool ends = std::string_view(" \t\r\n\"',;)]#\\").find(after) != std::string_view::npos;
    if (!before.ends_with("==") || !ends || is_in_comment(text, at)) {
      continue;
    }
    std::string_view left = without_end(before.substr(0, before.find_last_not_of('=') + 1));
    if (left.ends_with(']')) {
      left = without_end(left.substr(0, std::min(left.rfind('['), left.size())));
    }
    const std::size_t begin = left.find_last_of(" \t\r\n\\\"'([");
    std::string_view word = begin == std::string_view::npos ? left : left.substr(begin + 1);
    word.remove_prefix(word.starts_with("\xEF\xBB\xBF") ? 3 : 0);
    // Other clauses may stand in front: `name>=1,==1.2`.
    word = word.substr(0, word.find_first_of("<>=!~[;"));
    if (normal_python_name(word) == wanted && (!is_command || installs(command_before(text, at)))) {
      found.push_back(at);
    }
  }
  return found;
}

/// Where the text of an entry ends that begins at `begin`: lines that end with a backslash go on, and comments between
/// them do not end it.
std::size_t entry_end(std::string_view text, std::size_t begin) {
  for (std::size_t line = begin;;) {
    const std::size_t newline = text.find('\n', line);
    if (newline == std::string_view::npos) {
      return text.size();
    }
    const std::string_view content = trim(text.substr(line, newline - line));
    const bool is_comment = line != begin && content.starts_with('#');
    if (!content.ends_with('\\') && !is_comment) {
      return newline;
    }
    line = newline + 1;
  }
}

/// What else asks for the package and is not met by the version: a clause of the entry itself, or another entry of the
/// file; empty when all is met.
std::string conflict(const PinFix& fix, const Manifest& manifest) {
  const auto version = versions::Pep440::parse(fix.to);
  const std::string wanted = normal_python_name(fix.package);
  for (const Dependency& other : manifest.dependencies) {
    if (!version || other.place.file != fix.place.file || normal_python_name(other.name) != wanted) {
      continue;
    }
    const auto set = versions::SpecifierSet::parse(other.specifier);
    if (!set) {
      continue;
    }
    for (const versions::Specifier& clause : set->clauses) {
      const bool is_pin =
          !clause.is_prefix && (clause.op == versions::Operator::kEqual || clause.op == versions::Operator::kArbitrary);
      if (!is_pin && !clause.contains(*version, fix.to)) {
        return clause.to_text();
      }
    }
  }
  return {};
}

/// Files that people write, where a pin may be changed alone.
bool may_be_changed(std::string_view file) {
  return file.ends_with(".txt") || file.ends_with(".in") || file.ends_with("pyproject.toml") ||
         file.ends_with("setup.cfg") || file.ends_with("setup.py") || file.ends_with(".py") ||
         file.ends_with("Dockerfile") || file.ends_with(".yml") || file.ends_with(".yaml");
}

}  // namespace

PinFixes plan_pin_fixes(const Report& report, const Manifest& manifest) {
  PinFixes plan;
  std::set<std::tuple<std::string, int, std::string>> seen;
  for (const Finding& finding : report.findings) {
    PinFix fix{finding.place, detail(finding, "package"), detail(finding, "version"), detail(finding, "fix")};
    if (fix.to.empty() || finding.is_suppressed || !seen.emplace(fix.place.file, fix.place.line, fix.package).second) {
      continue;
    }
    const auto entry =
        std::find_if(manifest.dependencies.begin(), manifest.dependencies.end(), [&](const Dependency& dependency) {
          return dependency.place.file == fix.place.file && dependency.place.line == fix.place.line &&
                 dependency.name == fix.package;
        });
    if (!may_be_changed(fix.place.file)) {
      plan.left.push_back({std::move(fix), "a lock is for its own tool to change"});
    } else if (entry != manifest.dependencies.end() && !entry->hashes.empty()) {
      plan.left.push_back({std::move(fix), "its hashes are of the old version"});
    } else if (const std::string clause = conflict(fix, manifest); !clause.empty()) {
      std::string reason = fmt::format("the file also asks for {}{}, which {} is not", fix.package, clause, fix.to);
      plan.left.push_back({std::move(fix), std::move(reason)});
    } else {
      plan.fixes.push_back(std::move(fix));
    }
  }
  return plan;
}

FixedText apply_pin_fixes(std::string_view text, const std::vector<PinFix>& fixes) {
  FixedText fixed{std::string(text), {}};
  for (const PinFix& fix : fixes) {
    std::size_t begin = 0;
    for (int line = 1; line < fix.place.line && begin != std::string::npos; ++line) {
      const std::size_t newline = fixed.text.find('\n', begin);
      begin = newline == std::string::npos ? newline : newline + 1;
    }
    if (begin == std::string::npos) {
      fixed.reasons.emplace_back("the line is not there");
      continue;
    }
    const std::size_t size = entry_end(fixed.text, begin) - begin;
    std::vector<std::size_t> pins = pins_in(std::string_view(fixed.text).substr(begin, size), fix.package, fix.from);
    std::reverse(pins.begin(), pins.end());
    for (const std::size_t pin : pins) {
      fixed.text.replace(begin + pin, fix.from.size(), fix.to);
    }
    fixed.reasons.emplace_back(pins.empty() ? "the line does not say name==version" : "");
  }
  return fixed;
}

}  // namespace ropewalk::scan
