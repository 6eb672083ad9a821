// GitHub takes the reference apart before it looks for the file (languageservice: validateWorkflowUsesFormat).
#include "workflow/workflow_reference.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/strings.h"

namespace ropewalk::workflow {
namespace {

constexpr std::array<std::string_view, 2> kFolders = {".github/workflows/", ".github/workflows-lab/"};

tl::unexpected<Error> refuse(std::string_view reason, std::string hint = {}) {
  return fail(ErrorKind::kInvalid, fmt::format("invalid value workflow reference: {}", reason), std::move(hint));
}

/// Where a workflow folder begins in a path; npos without one.
std::size_t find_folder(std::string_view path) {
  std::size_t first = std::string_view::npos;
  for (const std::string_view folder : kFolders) {
    first = std::min(first, path.find(folder));
  }
  return first;
}

/// `path` begins with a workflow folder.
Result<void> check_path(std::string_view path) {
  const std::string_view file = path.substr(path.find('/', path.find('/') + 1) + 1);
  if (file.find('/') != std::string_view::npos) {
    return refuse("workflows must be defined at the top level of the .github/workflows/ directory");
  }
  if (!file.ends_with(".yml") && !file.ends_with(".yaml")) {
    return refuse("workflow file should have either a '.yml' or '.yaml' file extension");
  }
  if (file == ".yml" || file == ".yaml") {
    return refuse("invalid workflow file name");
  }
  return {};
}

bool is_name(std::string_view name) {
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
           c == '-';
  });
}

Result<void> check_repository(std::string_view repository) {
  const std::vector<std::string_view> names = split(repository, '/');
  if (names.size() != 2 || names[0].empty() || names[1].empty()) {
    return refuse(
        "references to workflows must be prefixed with format 'owner/repository/' or './' for local workflows");
  }
  if (!is_name(names[0])) {
    return refuse("owner name must be a valid repository owner name");
  }
  if (!is_name(names[1])) {
    return refuse("repository name is invalid");
  }
  return {};
}

/// Git's own rules for names of branches and tags, as far as GitHub asks for them.
Result<void> check_version(std::string_view version) {
  constexpr std::array<std::string_view, 11> kNowhere = {"?", "*", "[", "]", "\\", "~", "^", ":", "@{", "..", "//"};
  for (const std::string_view text : kNowhere) {
    if (version.find(text) != std::string_view::npos) {
      return refuse(fmt::format("invalid character '{}' in version", text));
    }
  }
  constexpr std::string_view kNotOutside = "/.";
  if (kNotOutside.find(version.front()) != std::string_view::npos ||
      kNotOutside.find(version.back()) != std::string_view::npos) {
    return refuse("version cannot begin or end with a slash '/' or a dot '.'");
  }
  for (const std::string_view part : split(version, '/')) {
    if (part.starts_with('.') || part.ends_with(".lock")) {
      return refuse(fmt::format("invalid version: {}", version));
    }
  }
  for (const char c : version) {
    if (static_cast<unsigned char>(c) < 0x20U || c == 0x7F) {
      return refuse("version cannot have ASCII control characters");
    }
    if (c == ' ') {
      return refuse("version cannot have whitespace");
    }
  }
  return {};
}

Result<WorkflowReference> parse_own(std::string_view uses) {
  const std::string_view kind = uses.starts_with('$') ? "self repository" : "local";
  const std::string_view path = uses.substr(2);
  if (find_folder(path) != 0) {
    return refuse(uses.starts_with('$') ? "self repository workflows must be rooted in '.github/workflows'"
                                        : "local workflow references must be rooted in '.github/workflows'");
  }
  if (path.find('@') != std::string_view::npos) {
    return refuse(fmt::format("cannot specify version when calling {} workflows", kind),
                  "It is of the same commit as its caller.");
  }
  if (auto checked = check_path(path); !checked) {
    return fail(std::move(checked.error()));
  }
  return WorkflowReference{.repository = {}, .path = path, .version = {}};
}

}  // namespace

Result<WorkflowReference> parse_workflow_reference(std::string_view uses) {
  if (uses.starts_with("./") || uses.starts_with("$/")) {
    return parse_own(uses);
  }
  const std::vector<std::string_view> halves = split(uses, '@');
  if (halves.size() == 1 || halves[1].empty()) {
    return refuse("no version specified",
                  "Add the version behind an @, or write ./.github/workflows/… for a workflow of this repository.");
  }
  if (halves.size() > 2) {
    return refuse("too many '@' in workflow reference");
  }
  const std::size_t folder = find_folder(halves[0]);
  if (folder == std::string_view::npos) {
    return refuse("references to workflows must be rooted in '.github/workflows'");
  }
  const WorkflowReference reference{.repository = halves[0].substr(0, folder == 0 ? 0 : folder - 1),
                                    .path = halves[0].substr(folder),
                                    .version = halves[1]};
  if (auto checked = check_repository(reference.repository); !checked) {
    return fail(std::move(checked.error()));
  }
  if (auto checked = check_version(reference.version); !checked) {
    return fail(std::move(checked.error()));
  }
  if (auto checked = check_path(reference.path); !checked) {
    return fail(std::move(checked.error()));
  }
  return reference;
}

}  // namespace ropewalk::workflow
