// Repositories on other machines, by the git program and the user's own settings (mirrors, credentials).
#pragma once

#include "git/git_program.h"
#include "ports/files.h"
#include "ports/remote_repositories.h"

namespace ropewalk::git {

class GitRemoteRepositories final : public ports::RemoteRepositories {
 public:
  /// The ports outlive it.
  GitRemoteRepositories(ports::Process& process, ports::Files& files, const ports::Environment& environment)
      : git_(process, environment), files_(files) {}

  [[nodiscard]] Result<std::string> resolve(const std::string& url, const std::string& ref,
                                            std::stop_token stop) override;
  [[nodiscard]] Result<void> fetch(const std::string& url, const std::string& commit,
                                   const std::filesystem::path& folder, std::stop_token stop) override;

 private:
  GitProgram git_;
  ports::Files& files_;
};

}  // namespace ropewalk::git
