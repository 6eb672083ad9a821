// What the readers of JSON locks share.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "scan/dependencies/dependency.h"

namespace ropewalk::scan {

/// The document, which is an object; anything else is told in the manifest.
[[nodiscard]] std::optional<json::object> read_json_or_fail(const ManifestInput& input, Manifest& into);

/// The lines of the keys of a JSON text that has been read without an error.
class JsonKeyLines {
 public:
  explicit JsonKeyLines(std::string_view text);

  /// The line of the last key of a path; the first one for keys that are too deep.
  [[nodiscard]] int line_of(const std::vector<std::string_view>& path) const;

 private:
  /// By the keys of the path, each with a NUL behind it.
  std::map<std::string, int, std::less<>> lines_;
};

}  // namespace ropewalk::scan
