// `release:` of `.github/ropewalk.yml`: what `ropewalk release` goes by besides what it finds.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ropewalk::config {

struct ReleaseSettings {
  /// `v{version}`.
  std::optional<std::string> tag_format;
  /// Names or patterns of branches that release full versions, and `PATTERN=TOKEN` for those that release pre-releases.
  std::vector<std::string> branches;
  std::vector<std::pair<std::string, std::string>> channels;
  /// A breaking change of a 0.x version makes 1.0.0.
  std::optional<bool> leaves_zero;
  std::optional<std::string> changelog;
  /// Files whose version is written: `FILE` or `FILE:NAME`.
  std::vector<std::string> version_files;
  /// What makes the files that are published, into the folder in place of `{dist}`; none: `python3 -m build`.
  std::optional<std::string> build;
  /// Where the distributions are uploaded to: an index's upload address; none: they are not.
  std::optional<std::string> index;
  /// Where the index shows what it has; none: as the upload address says (`https://pypi.org/simple/`).
  std::optional<std::string> index_pages;
  /// Where the image is that was built of the commit: `REGISTRY/REPOSITORY`, or with a tag that has `{sha}` in it. It
  /// gets the release's tags; none: nothing does.
  std::optional<std::string> image;
  /// Tags such as `v1` and `v1.2` follow the newest version.
  std::optional<bool> moves_tags;
};

}  // namespace ropewalk::config
