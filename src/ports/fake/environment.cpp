// A session and a machine that a test describes.
#include "ports/fake/environment.h"

namespace ropewalk::ports {

std::optional<std::string> FakeEnvironment::variable(std::string_view name) const {
  const auto found = values.find(name);
  return found == values.end() ? std::nullopt : std::optional(found->second);
}

std::vector<std::pair<std::string, std::string>> FakeEnvironment::variables() const {
  return {values.begin(), values.end()};
}

}  // namespace ropewalk::ports
