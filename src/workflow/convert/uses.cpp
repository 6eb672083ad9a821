// Taken apart at `@` and slashes.
#include "workflow/convert/uses.h"

#include <fmt/format.h>

#include <algorithm>

namespace ropewalk::workflow {
namespace {

constexpr std::string_view kDocker = "docker://";

bool is_local(std::string_view uses) { return uses.starts_with("./") || uses.starts_with(".\\"); }
bool is_own_repository(std::string_view uses) { return uses.starts_with("$/"); }

/// Takes the first part of a path that is not empty off the path.
std::string_view take_segment(std::string_view& path) {
  constexpr std::string_view kSeparators = "/\\";
  path.remove_prefix(std::min(path.find_first_not_of(kSeparators), path.size()));
  const std::string_view segment = path.substr(0, path.find_first_of(kSeparators));
  path.remove_prefix(segment.size());
  return segment;
}

struct Repository {
  std::string_view owner;
  std::string_view name;

  [[nodiscard]] bool is_named() const { return !name.empty(); }
  [[nodiscard]] std::string full_name() const { return fmt::format("{}/{}", owner, name); }
};

/// `owner/repository`; empty when the text has not this form.
Repository repository_of(std::string_view uses) {
  const std::size_t at = uses.find('@');
  if (at == std::string_view::npos || at + 1 == uses.size() || uses.find('@', at + 1) != std::string_view::npos) {
    return {};
  }
  std::string_view path = uses.substr(0, at);
  const std::string_view owner = take_segment(path);
  return {owner, take_segment(path)};
}

}  // namespace

bool is_valid_step_uses(std::string_view uses) {
  return uses.starts_with(kDocker) || is_local(uses) || is_own_repository(uses) || repository_of(uses).is_named();
}

std::string uses_id(std::string_view uses) {
  if (uses.starts_with(kDocker)) {
    return std::string(uses.substr(kDocker.size()));
  }
  if (is_local(uses)) {
    return "self";
  }
  if (is_own_repository(uses)) {
    return "selfRepository";
  }
  const Repository repository = repository_of(uses);
  return repository.is_named() ? repository.full_name() : "run";
}

std::string qualified_uses(std::string_view uses, std::string_view caller) {
  const std::size_t at = caller.find('@');
  const bool is_relative = uses.starts_with("./") || is_own_repository(uses);
  const Repository repository = is_local(caller) ? Repository() : repository_of(caller);
  if (!is_relative || !repository.is_named() || at == std::string_view::npos) {
    return std::string(uses);
  }
  return fmt::format("{}/{}{}", repository.full_name(), uses.substr(2), caller.substr(at));
}

}  // namespace ropewalk::workflow
