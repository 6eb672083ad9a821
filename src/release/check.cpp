#include "release/check.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/strings.h"
#include "release/message.h"
#include "release/reverts.h"
#include "release/squash.h"

namespace ropewalk::release {
namespace {

/// What keeps a title from being of the convention, in the order in which it would be noticed.
std::string problem_of(std::string_view title) {
  const std::size_t colon = title.find(':');
  if (trim(title).empty()) {
    return "is empty";
  }
  if (title.starts_with("fixup!") || title.starts_with("squash!") || title.starts_with("amend!")) {
    return "is to be squashed into another commit first";
  }
  if (colon == std::string_view::npos) {
    return "has no type: write 'type: description'";
  }
  if (title.substr(colon + 1).find_first_not_of(' ') == std::string_view::npos) {
    return "has no description behind its type";
  }
  if (colon + 1 < title.size() && title[colon + 1] != ' ') {
    return "needs a space behind the colon";
  }
  if (title.find("()") < colon) {
    return "has an empty scope";
  }
  return "is not of the form 'type(scope): description'";
}

CheckedText check_message(const Message& message, const Settings& settings) {
  CheckedText checked{.title = message.title};
  if (is_merge_title(message.title) || read_claim(message).is_any()) {
    return checked;
  }
  if (!message.header) {
    checked.problem = problem_of(message.title);
    return checked;
  }
  const TypeNames known = settings.known_types();
  if (!known.contains(message.header->type)) {
    const std::vector<std::string_view> names(known.begin(), known.end());
    const std::string_view near = nearest(message.header->type, names);
    checked.problem =
        near.empty()
            ? fmt::format("has the unknown type '{}': known are {}", message.header->type, fmt::join(names, ", "))
            : fmt::format("has the unknown type '{}': did you mean '{}'?", message.header->type, near);
  }
  checked.level = message.is_breaking()                                 ? Level::kMajor
                  : settings.minor_types.contains(message.header->type) ? Level::kMinor
                  : settings.patch_types.contains(message.header->type) ? Level::kPatch
                                                                        : Level::kNone;
  return checked;
}

}  // namespace

CheckedText check_title(std::string_view title, const Settings& settings) {
  return check_message(read_message(title), settings);
}

CheckedText check_commit(const Commit& commit, const Settings& settings) {
  CheckedText checked = check_message(read_message(commit.message), settings);
  checked.sha = commit.sha;
  if (commit.is_merge()) {
    checked.problem.clear();
    checked.level = Level::kNone;
  }
  return checked;
}

}  // namespace ropewalk::release
