#include "app/release/run/moving.h"

#include "base/strings.h"

namespace ropewalk::app {

std::string tag_prefix(const ReleaseTarget& target) {
  const std::size_t at = target.tag().rfind(target.version().text());
  return at == std::string::npos ? "v" : target.tag().substr(0, at);
}

Moving moving_of(const ReleaseTarget& target, const release::Git& git) {
  const release::Version& own = target.version();
  if (own.is_prerelease()) {
    return {};
  }
  Moving moving{.major = true, .minor = true, .latest = true};
  const std::string prefix = tag_prefix(target);
  const std::string tags = git.read({"tag", "--list"}).value_or("");
  for (const std::string_view name : split_lines(tags)) {
    if (!name.starts_with(prefix)) {
      continue;
    }
    const auto other = release::Version::parse(name.substr(prefix.size()));
    if (!other || other->is_prerelease() || !(own < *other)) {
      continue;
    }
    moving.latest = false;
    moving.major = moving.major && other->major != own.major;
    moving.minor = moving.minor && (other->major != own.major || other->minor != own.minor);
  }
  return moving;
}

}  // namespace ropewalk::app
