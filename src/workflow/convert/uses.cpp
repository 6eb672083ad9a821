// Taken apart at `@` and slashes.
#include "workflow/convert/uses.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/strings.h"

namespace ropewalk::workflow {
namespace {

constexpr std::string_view kDocker = "docker://";

bool is_local(std::string_view uses) { return uses.starts_with("./") || uses.starts_with(".\\"); }
bool is_own_repository(std::string_view uses) { return uses.starts_with("$/"); }

/// `owner/repository`; empty when the text has not this form.
std::string repository_of(std::string_view uses) {
  const std::size_t at = uses.find('@');
  if (at == std::string_view::npos || at + 1 == uses.size() || uses.find('@', at + 1) != std::string_view::npos) {
    return {};
  }
  std::string path(uses.substr(0, at));
  std::replace(path.begin(), path.end(), '\\', '/');
  std::vector<std::string_view> segments = split(path, '/');
  std::erase_if(segments, [](std::string_view segment) { return segment.empty(); });
  if (segments.size() < 2) return {};
  return fmt::format("{}/{}", segments[0], segments[1]);
}

}  // namespace

bool is_valid_step_uses(std::string_view uses) {
  return uses.starts_with(kDocker) || is_local(uses) || is_own_repository(uses) || !repository_of(uses).empty();
}

std::string uses_id(std::string_view uses) {
  if (uses.starts_with(kDocker)) return std::string(uses.substr(kDocker.size()));
  if (is_local(uses)) return "self";
  if (is_own_repository(uses)) return "selfRepository";
  std::string repository = repository_of(uses);
  return repository.empty() ? "run" : repository;
}

std::string qualified_uses(std::string_view uses, std::string_view caller) {
  const std::size_t at = caller.find('@');
  const bool is_relative = uses.starts_with("./") || is_own_repository(uses);
  const std::string repository = is_local(caller) ? std::string() : repository_of(caller);
  if (!is_relative || repository.empty() || at == std::string_view::npos) return std::string(uses);
  return fmt::format("{}/{}{}", repository, uses.substr(2), caller.substr(at));
}

}  // namespace ropewalk::workflow
