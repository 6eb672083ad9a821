#include "release/tags.h"

#include <fmt/format.h>

#include <algorithm>

namespace ropewalk::release {

std::optional<Version> TagStyle::version(std::string_view tag) const {
  if (tag.size() < prefix.size() + suffix.size() || !tag.starts_with(prefix) || !tag.ends_with(suffix)) {
    return std::nullopt;
  }
  return Version::parse(tag.substr(prefix.size(), tag.size() - prefix.size() - suffix.size()));
}

Result<TagStyle> read_tag_format(std::string_view format) {
  for (const std::string_view place : {"${version}", "{version}"}) {
    const std::size_t at = format.find(place);
    if (at != std::string_view::npos) {
      const std::string_view rest = format.substr(at + place.size());
      if (rest.find("{version}") != std::string_view::npos) {
        break;
      }
      return TagStyle{std::string(format.substr(0, at)), std::string(rest)};
    }
  }
  return fail(ErrorKind::kUsage, fmt::format("the tag format '{}' does not have the version in it once", format),
              "write it as v{version}");
}

std::vector<TagStyle> usual_styles(const std::vector<std::string>& names, std::string_view path) {
  if (path.empty() || path == ".") {
    return {{"v"}, {""}, {"V"}};
  }
  std::vector<TagStyle> styles;
  for (const std::string& name : names) {
    for (const std::string_view between : {"-v", "@v", "/v", "_v", "-", "@", "/", "_"}) {
      styles.push_back({name + std::string(between)});
    }
  }
  return styles;
}

std::vector<VersionTag> version_tags(const std::vector<TagRef>& tags, const std::vector<TagStyle>& styles) {
  std::vector<VersionTag> found;
  for (const TagRef& tag : tags) {
    for (const TagStyle& style : styles) {
      if (auto version = style.version(tag.name)) {
        found.push_back({tag.name, std::move(*version), tag.is_reachable, tag.commit, style});
        break;
      }
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const VersionTag& a, const VersionTag& b) { return b.version < a.version; });
  return found;
}

}  // namespace ropewalk::release
