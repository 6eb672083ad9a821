// How a repository's tags spell versions: `v1.2.3`, `1.2.3`, and for packages `name-v1.2.3`, `name@1.2.3`,
// `path/v1.2.3`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "release/history.h"
#include "release/version.h"

namespace ropewalk::release {

/// `prefix` + version + `suffix`.
struct TagStyle {
  std::string prefix;
  std::string suffix = {};

  [[nodiscard]] std::string tag(const Version& version) const { return prefix + version.text() + suffix; }
  [[nodiscard]] std::optional<Version> version(std::string_view tag) const;
};

/// Reads `v{version}` (python-semantic-release) or `v${version}` (semantic-release). Errors: kUsage when the version is
/// not in it, exactly once.
[[nodiscard]] Result<TagStyle> read_tag_format(std::string_view format);

/// The styles that are recognised where nothing is configured, the one of new tags first. `package` is empty at the
/// top.
[[nodiscard]] std::vector<TagStyle> usual_styles(const std::vector<std::string>& names, std::string_view path);

struct VersionTag {
  std::string name;
  Version version;
  bool is_reachable = false;
  std::string commit = {};
  TagStyle style = {};
};

/// The tags that are versions in one of the styles, the highest version first.
[[nodiscard]] std::vector<VersionTag> version_tags(const std::vector<TagRef>& tags,
                                                   const std::vector<TagStyle>& styles);

}  // namespace ropewalk::release
