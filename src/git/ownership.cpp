// Whose files these are.
#include "git/ownership.h"

#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <optional>

namespace ropewalk::git {
namespace {

std::optional<uid_t> sudo_caller(const ports::Environment& environment) {
  const std::optional<std::string> text = environment.variable("SUDO_UID");
  uid_t user = 0;
  if (!text || std::from_chars(text->data(), text->data() + text->size(), user).ec != std::errc()) {
    return std::nullopt;
  }
  return user;
}

bool is_own_path(const ports::Path& path, const ports::Environment& environment) {
  struct stat status = {};
  if (::lstat(path.c_str(), &status) != 0) {
    return true;
  }
  const uid_t user = ::geteuid();
  return status.st_uid == user || (user == 0 && sudo_caller(environment) == status.st_uid);
}

}  // namespace

bool is_own(const GitFolder& folder, const ports::Environment& environment) {
  return is_own_path(folder.top, environment) && is_own_path(folder.top / ".git", environment) &&
         is_own_path(folder.git, environment);
}

}  // namespace ropewalk::git
