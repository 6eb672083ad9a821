#include "scan/dependencies/requirement.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "scan/dependencies/marker.h"
#include "versions/specifier.h"

namespace ropewalk::scan {
namespace {

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

bool is_letter_or_digit(char c) { return is_name_character(c) && c != '-' && c != '_' && c != '.'; }

/// The name at the front, which begins and ends with a letter or a digit; empty when there is none.
std::string_view take_name(std::string_view& text) {
  std::size_t end = 0;
  while (end < text.size() && is_name_character(text[end])) {
    ++end;
  }
  while (end > 0 && !is_letter_or_digit(text[end - 1])) {
    --end;
  }
  if (end == 0 || !is_letter_or_digit(text.front())) {
    return {};
  }
  const std::string_view name = text.substr(0, end);
  text.remove_prefix(end);
  return name;
}

bool take_extras(std::string_view& text, std::vector<std::string>& extras) {
  if (!text.starts_with('[')) {
    return true;
  }
  const std::size_t end = text.find(']');
  if (end == std::string_view::npos) {
    return false;
  }
  const std::string_view inside = text.substr(1, end - 1);
  text = trim(text.substr(end + 1));
  if (trim(inside).empty()) {
    return true;
  }
  for (const std::string_view part : split(inside, ',')) {
    std::string_view rest = trim(part);
    const std::string_view name = take_name(rest);
    if (name.empty() || !rest.empty()) {
      return false;
    }
    extras.emplace_back(name);
  }
  std::sort(extras.begin(), extras.end());
  return true;
}

/// `name @ address`, with or without blanks: what stands in front of the `@` is a name, and no path.
bool has_name_in_front(std::string_view text) {
  std::string_view rest = trim(text);
  std::vector<std::string> extras;
  if (rest.starts_with("git@") || take_name(rest).empty()) {
    return false;
  }
  rest = trim(rest);
  return take_extras(rest, extras) && rest.starts_with('@');
}

/// A path or an address without a name in front, as pip tells it from a name.
bool is_address(std::string_view text) {
  if (has_name_in_front(text)) {
    return false;
  }
  static constexpr std::array<std::string_view, 7> kArchives = {".whl",     ".zip",    ".tar.gz", ".tgz",
                                                                ".tar.bz2", ".tar.xz", ".tar"};
  const std::string_view path = text.substr(0, text.find(';'));
  const std::string_view bare = trim(path.substr(0, path.find('[')));
  return bare.starts_with('.') || bare.find('/') != std::string_view::npos || bare.starts_with("git@") ||
         std::any_of(kArchives.begin(), kArchives.end(), [&](std::string_view end) { return bare.ends_with(end); });
}

Result<Dependency> read_address(std::string_view text) {
  Dependency dependency;
  const std::size_t end = std::min(text.find(" ;"), text.find("; "));
  const std::string_view address = trim(text.substr(0, end));
  if (end != std::string_view::npos) {
    // The marker is read by giving the requirement a name for a moment.
    auto marked = read_requirement("x ;" + std::string(text.substr(text.find(';', end) + 1)));
    if (!marked) {
      return marked;
    }
    dependency.marker = marked->marker;
  }
  set_address(dependency, address);
  if (dependency.name.empty()) {
    dependency.name = address.substr(0, address.find('['));
  }
  return dependency;
}

Result<void> set_marker(Dependency& dependency, std::string_view text) {
  auto marker = Marker::parse(trim(text));
  if (!marker) {
    return fail(std::move(marker.error()));
  }
  dependency.marker = marker->text();
  return {};
}

Result<void> set_specifier(Dependency& dependency, std::string_view text) {
  text = trim(text);
  if (text.starts_with('(') && text.ends_with(')')) {
    text = trim(text.substr(1, text.size() - 2));
  }
  if (text.ends_with(',')) {
    return fail(ErrorKind::kInvalid, fmt::format("'{}' ends with a comma", text));
  }
  auto set = versions::SpecifierSet::parse(text);
  if (!set) {
    return fail(std::move(set.error()));
  }
  std::vector<std::string> clauses;
  for (const versions::Specifier& clause : set->clauses) {
    clauses.push_back(clause.to_text());
  }
  std::sort(clauses.begin(), clauses.end());
  dependency.specifier = join(clauses, ",");
  if (auto version = set->pinned()) {
    dependency.version = std::move(*version);
    dependency.kind = DependencyKind::kPinned;
  }
  return {};
}

}  // namespace

WheelName read_wheel_name(std::string_view path) {
  path = path.substr(0, path.find_first_of("#?"));
  path.remove_prefix(std::min(path.size(), path.find_last_of("/\\") + 1));
  if (!path.ends_with(".whl")) {
    return {};
  }
  const auto parts = split(path, '-');
  if (parts.size() < 5) {
    return {};
  }
  return {std::string(parts[0]), replace_all(replace_all(parts[1], "%2B", "+"), "_", "-")};
}

void set_address(Dependency& dependency, std::string_view address) {
  address = trim(address);
  dependency.url = address;
  static constexpr std::array<std::string_view, 8> kRepositories = {"git+", "hg+",  "svn+", "bzr+",
                                                                    "git:", "ssh:", "git@", "git-"};
  const bool is_repository = std::any_of(kRepositories.begin(), kRepositories.end(),
                                         [&](std::string_view prefix) { return address.starts_with(prefix); });
  const bool is_url = address.find("://") != std::string_view::npos;
  dependency.kind = is_repository                             ? DependencyKind::kGit
                    : address.starts_with("file:") || !is_url ? DependencyKind::kPath
                                                              : DependencyKind::kUrl;
  WheelName wheel = read_wheel_name(address);
  dependency.version = std::move(wheel.version);
  if (dependency.name.empty()) {
    dependency.name = std::move(wheel.name);
  }
  if (const std::size_t egg = address.find("egg="); dependency.name.empty() && egg != std::string_view::npos) {
    std::string_view rest = address.substr(egg + 4);
    dependency.name = take_name(rest);
  }
}

Result<Dependency> read_requirement(std::string_view text) {
  const auto wrong = [&](std::string_view why) {
    return fail(ErrorKind::kInvalid, fmt::format("'{}' is not a requirement: {}", text, why));
  };
  std::string_view rest = trim(text);
  Dependency dependency;
  dependency.name = take_name(rest);
  if (dependency.name.empty()) {
    return wrong("it does not begin with a name");
  }
  rest = trim(rest);
  if (!take_extras(rest, dependency.extras)) {
    return wrong("the list of extras is not valid");
  }
  if (rest.starts_with('@')) {
    rest = trim(rest.substr(1));
    // A marker behind an address is told from it by the blank before the semicolon.
    const std::size_t end = std::min(rest.find(" ;"), rest.find("\t;"));
    const std::string_view address = trim(rest.substr(0, end));
    if (address.empty() || address.find_first_of(" \t") != std::string_view::npos) {
      return wrong("behind '@' stands one address");
    }
    set_address(dependency, address);
    if (end != std::string_view::npos) {
      const std::string_view marker = trim(rest.substr(end)).substr(1);
      if (auto set = set_marker(dependency, marker); !set) {
        return fail(std::move(set.error()));
      }
    }
    return dependency;
  }
  const std::size_t semicolon = rest.find(';');
  if (auto set = set_specifier(dependency, rest.substr(0, semicolon)); !set) {
    return wrong(set.error().message);
  }
  if (semicolon != std::string_view::npos) {
    if (auto set = set_marker(dependency, rest.substr(semicolon + 1)); !set) {
      return fail(std::move(set.error()));
    }
  }
  return dependency;
}

Result<Dependency> read_pip_requirement(std::string_view text) {
  return is_address(text) ? read_address(text) : read_requirement(text);
}

Result<Dependency> read_editable(std::string_view text) {
  return has_name_in_front(text) ? read_requirement(text) : read_address(text);
}

}  // namespace ropewalk::scan
