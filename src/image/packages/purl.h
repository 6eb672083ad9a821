// Package URLs (ECMA-427): one spelling for a package of any ecosystem.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ropewalk::image {

struct Purl {
  std::string type;
  std::string space;
  std::string name;
  std::string version;
  std::vector<std::pair<std::string, std::string>> qualifiers = {};
  std::string subpath = {};
};

/// In its canonical form: parts percent-encoded, qualifiers with values alone and sorted, Python names by PEP 503.
[[nodiscard]] std::string to_text(const Purl& purl);
/// Nothing for what is none.
[[nodiscard]] std::optional<Purl> read_purl(std::string_view text);

/// A Python name as indexes compare it (PEP 503): lower-case, with one `-` for each run of `-`, `_` and `.`.
[[nodiscard]] std::string normal_python_name(std::string_view name);

}  // namespace ropewalk::image
