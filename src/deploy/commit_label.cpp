#include "deploy/commit_label.h"

#include <string_view>

namespace ropewalk::deploy {

std::string commit_of_labels(const json::object& labels) {
  constexpr std::size_t kSha1 = 40;
  constexpr std::size_t kSha256 = 64;
  const std::string_view revision = string_member(labels, "org.opencontainers.image.revision");
  const bool is_commit = (revision.size() == kSha1 || revision.size() == kSha256) &&
                         revision.find_first_not_of("0123456789abcdef") == std::string_view::npos;
  return is_commit ? std::string(revision) : std::string();
}

}  // namespace ropewalk::deploy
