#include "scan/dependencies/fix_pins.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/json.h"
#include "base/strings.h"
#include "scan/advisories/advisory.h"

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

/// Where the version of `name==version` begins in a line; npos when it has no such pin.
std::size_t pin_at(std::string_view line, std::string_view name, std::string_view version) {
  const std::string wanted = normal_python_name(name);
  for (std::size_t at = line.find(version); at != std::string_view::npos; at = line.find(version, at + 1)) {
    const std::string_view before = trim(line.substr(0, at));
    const char after = at + version.size() < line.size() ? line[at + version.size()] : ' ';
    const bool ends = std::string_view(" \t\"',;)#\\").find(after) != std::string_view::npos;
    if (!before.ends_with("==") || !ends) {
      continue;
    }
    std::string_view left = trim(before.substr(0, before.find_last_not_of('=') + 1));
    if (left.ends_with(']')) {
      left = trim(left.substr(0, std::min(left.rfind('['), left.size())));
    }
    const std::size_t begin = left.find_last_of(" \t\"'(");
    const std::string_view word = begin == std::string_view::npos ? left : left.substr(begin + 1);
    if (normal_python_name(word) == wanted) {
      return at;
    }
  }
  return std::string_view::npos;
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
    } else {
      plan.fixes.push_back(std::move(fix));
    }
  }
  return plan;
}

std::optional<std::string> apply_pin_fixes(std::string_view text, const std::vector<PinFix>& fixes) {
  std::vector<std::string> lines;
  for (const std::string_view line : split(text, '\n')) {
    lines.emplace_back(line);
  }
  for (const PinFix& fix : fixes) {
    // A continued line has its pin in one of those that follow, as a rule in the first.
    bool is_done = false;
    const auto first = static_cast<std::size_t>(std::max(fix.place.line, 1)) - 1;
    for (std::size_t at = first; at < lines.size() && !is_done; ++at) {
      const std::size_t pin = pin_at(lines[at], fix.package, fix.from);
      if (pin != std::string::npos) {
        lines[at].replace(pin, fix.from.size(), fix.to);
        is_done = true;
      } else if (!trim(lines[at]).ends_with('\\')) {
        break;
      }
    }
    if (!is_done) {
      return std::nullopt;
    }
  }
  return join(lines, "\n");
}

}  // namespace ropewalk::scan
