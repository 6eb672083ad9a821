// Repositories on other machines: what a name in one means, and the files of one commit.
#pragma once

#include <filesystem>
#include <stop_token>
#include <string>

#include "base/result.h"

namespace ropewalk::ports {

class RemoteRepositories {
 public:
  virtual ~RemoteRepositories() = default;
  /// The commit (40 hexadecimal digits) that a tag, a branch or a commit's whole id names; a tag goes before a branch
  /// of its name. `url` is what git takes. Errors: kNotFound when the repository has no such name; kInvalid with git's
  /// own words when it cannot be reached; kInterrupted.
  [[nodiscard]] virtual Result<std::string> resolve(const std::string& url, const std::string& ref,
                                                    std::stop_token stop) = 0;
  /// Lays the files of a commit out in `folder`, which is empty, without history; git has checked every one against
  /// the commit's id. Errors: those of `resolve`.
  [[nodiscard]] virtual Result<void> fetch(const std::string& url, const std::string& commit,
                                           const std::filesystem::path& folder, std::stop_token stop) = 0;
};

}  // namespace ropewalk::ports
