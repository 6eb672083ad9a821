// `--set github.event.pull_request.draft=true`: one value of the `github` context or of the payload put in its place.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace ropewalk::plan {

/// One override, taken apart.
struct Override {
  /// The names after `github.` or `github.event.`; a number names an item of an array.
  std::vector<std::string> path;
  bool is_of_payload = false;
  /// As written; `value()` reads it as JSON.
  std::string text;

  /// The JSON value that the text is, else the text itself.
  [[nodiscard]] json::value value() const;
};

/// Takes overrides apart. Errors: kUsage for a path that does not begin with `github.`, has an empty name, replaces the
/// event's name, or goes deeper than a member of `github` other than `event`.
[[nodiscard]] Result<std::vector<Override>> read_overrides(
    const std::vector<std::pair<std::string, std::string>>& overrides);

/// Puts a value at the path, making objects on the way. Errors: kUsage when the path goes through a value that is
/// neither object nor array, or names no item of an array.
[[nodiscard]] Result<void> set_at(json::object& payload, const std::vector<std::string>& path, json::value value);

}  // namespace ropewalk::plan
