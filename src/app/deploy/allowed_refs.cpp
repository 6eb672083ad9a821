#include "app/deploy/allowed_refs.h"

#include <algorithm>

#include "base/strings.h"
#include "text/glob.h"

namespace ropewalk::app {

bool is_among(const std::string& name, const std::vector<std::string>& patterns) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& text) {
    const auto pattern = text::Pattern::compile(text);
    return pattern ? pattern->matches(name) : text == name;
  });
}

std::string allowed_text(const std::vector<std::string>& branches, const std::vector<std::string>& tags) {
  std::vector<std::string> parts;
  if (!branches.empty()) {
    parts.push_back("branches " + join(branches, ", "));
  }
  if (!tags.empty()) {
    parts.push_back("tags " + join(tags, ", "));
  }
  return join(parts, " and ");
}

}  // namespace ropewalk::app
