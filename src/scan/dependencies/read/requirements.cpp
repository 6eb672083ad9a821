// Files of requirements, with all that pip understands in them
// (https://pip.pypa.io/en/stable/reference/requirements-file-format/).
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/strings.h"
#include "scan/dependencies/read/include_requirements.h"
#include "scan/dependencies/read/readers.h"
#include "scan/dependencies/read/requirement_lines.h"
#include "scan/dependencies/requirement.h"

namespace ropewalk::scan {
namespace {

bool has_variable(std::string_view text) {
  for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at + 1)) {
    const std::size_t end = text.find('}', at);
    const std::string_view name = text.substr(at + 2, end == std::string_view::npos ? 0 : end - at - 2);
    const auto is_good = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; };
    if (!name.empty() && std::all_of(name.begin(), name.end(), is_good)) {
      return true;
    }
  }
  return false;
}

class Reader {
 public:
  Reader(const ManifestInput& input, Manifest& into, std::vector<std::string> groups = {})
      : read_file_(input.read_file), into_(into), groups_(std::move(groups)) {}

  void read(std::string_view text, const std::string& file, Role role) {
    open_.push_back(file);
    for (const RequirementLine& line : read_requirement_lines(text)) {
      read_line(line, {.file = file, .line = line.line}, role);
    }
    open_.pop_back();
  }

  /// False, and nothing told, when there is no such file.
  bool include_file(const std::string& file, const Location& place, Role role) {
    const auto text = read_file_(file);
    if (text) {
      included_.emplace(file, role);
      read(*text, file, role);
    } else if (text.error().kind != ErrorKind::kNotFound) {
      fail_to_read(file, place, role, text.error());
    }
    return text || text.error().kind != ErrorKind::kNotFound;
  }

  void read_line(const RequirementLine& line, const Location& place, Role role) {
    if (has_variable(line.text)) {
      into_.skip(place, "variable", fmt::format("'{}' has a variable, whose value is not known here", line.text));
      return;
    }
    const RequirementParts parts = split_requirement(line.text);
    if (!parts.requirement.empty()) {
      read_entry(parts, place, role);
      return;
    }
    if (parts.problem && parts.options.empty()) {
      into_.fail(place, "invalid-line", fmt::format("'{}': {}", line.text, *parts.problem));
      return;
    }
    for (const RequirementOption& option : parts.options) {
      read_option(option, place, role);
    }
  }

 private:
  static constexpr std::size_t kDeepest = 50;
  /// Through links of folders one file has as many names as somebody wants.
  static constexpr std::size_t kMostFiles = 500;

  void read_entry(const RequirementParts& parts, const Location& place, Role role) {
    auto dependency = read_pip_requirement(parts.requirement);
    if (!dependency) {
      into_.fail(place, "invalid-line", dependency.error().message);
      return;
    }
    for (const RequirementOption& option : parts.options) {
      // pip takes these alone for safe.
      const bool is_safe = option.value.starts_with("sha256:") || option.value.starts_with("sha384:") ||
                           option.value.starts_with("sha512:");
      if (option.name == "--hash") {
        into_.files_with_hashes.push_back(place.file);
        if (is_safe) {
          dependency->hashes.push_back(option.value);
        }
      }
    }
    add(std::move(*dependency), place, role);
  }

  void add(Dependency dependency, const Location& place, Role role) {
    if (role == Role::kConstraints) {
      into_.skip(
          place, "constraint",
          fmt::format("'{}{}' is a constraint: it installs nothing by itself", dependency.name, dependency.specifier));
      return;
    }
    dependency.place = place;
    dependency.groups = groups_;
    into_.dependencies.push_back(std::move(dependency));
  }

  void read_option(const RequirementOption& option, const Location& place, Role role) {
    if (option.name == "--requirement" || option.name == "--constraint") {
      include(option.value, place, option.name == "--constraint" ? Role::kConstraints : role);
    } else if (option.name == "--editable") {
      auto dependency = read_editable(option.value);
      if (dependency) {
        add(std::move(*dependency), place, role);
      } else {
        into_.fail(place, "invalid-line", dependency.error().message);
      }
    } else {
      if (option.name == "--require-hashes") {
        into_.files_with_hashes.push_back(place.file);
      } else if (option.name == "--extra-index-url") {
        into_.extra_indexes.push_back({option.value, place});
      }
      into_.skip(place, "option", fmt::format("option {} {}", option.name, option.value));
    }
  }

  void include(const std::string& name, const Location& place, Role role) {
    if (name.find("://") != std::string::npos) {
      into_.fail(place, "remote-file", fmt::format("the included file {} is on another machine", name));
      return;
    }
    const std::string file = relative_to(place.file, name);
    if (std::find(open_.begin(), open_.end(), file) != open_.end()) {
      into_.skip(place, "cycle", fmt::format("{} includes itself, through this line", file));
      return;
    }
    if (!included_.emplace(file, role).second) {
      into_.skip(place, "included-before", fmt::format("{} is included once more", file));
      return;
    }
    if (included_.size() > kMostFiles) {
      into_.fail(place, "too-many", fmt::format("more than {} files are included", kMostFiles));
      return;
    }
    if (open_.size() > kDeepest) {
      into_.fail(place, "too-deep", "files include each other more than 50 deep");
      return;
    }
    const auto text = read_file_(file);
    if (!text) {
      fail_to_read(file, place, role, text.error());
      return;
    }
    read(*text, file, role);
  }

  void fail_to_read(const std::string& file, const Location& place, Role role, const Error& error) {
    into_.fail(place, "unreadable",
               fmt::format("{} {}: {}", role == Role::kConstraints ? "the constraints file" : "the included file", file,
                           error.message));
  }

  const std::function<Result<std::string>(const std::string&)>& read_file_;
  Manifest& into_;
  std::vector<std::string> groups_;
  /// The files that are being read, each included by the one before.
  std::vector<std::string> open_;
  /// Each is read once: files that include each other twice would be read two to the power of their number times.
  std::set<std::pair<std::string, Role>> included_;
};

}  // namespace

void read_requirements(const ManifestInput& input, Manifest& into) {
  const bool is_constraints = input.file.find("constraints") != std::string::npos;
  Reader(input, into).read(input.text, input.file, is_constraints ? Role::kConstraints : Role::kRequirements);
}

bool include_requirements(const std::string& file, const Location& place, Role role,
                          const std::vector<std::string>& groups, const ManifestInput& input, Manifest& into) {
  return Reader(input, into, groups).include_file(file, place, role);
}

void add_requirement_lines(const std::vector<RequirementLine>& lines, const std::vector<std::string>& groups,
                           const ManifestInput& input, Manifest& into) {
  Reader reader(input, into, groups);
  for (const RequirementLine& line : lines) {
    reader.read_line(line, {.file = input.file, .line = line.line}, Role::kRequirements);
  }
}

}  // namespace ropewalk::scan
