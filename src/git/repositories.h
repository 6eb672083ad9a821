// Finds the repository that a folder is in.
#pragma once

#include "ports/environment.h"
#include "ports/files.h"
#include "ports/process.h"
#include "ports/repository.h"

namespace ropewalk::git {

class GitRepositories final : public ports::Repositories {
 public:
  /// The ports outlive it and the repositories that it finds.
  GitRepositories(ports::Process& process, ports::Files& files, const ports::Environment& environment);

  [[nodiscard]] Result<std::unique_ptr<ports::Repository>> discover(const std::filesystem::path& folder) override;

 private:
  ports::Process& process_;
  ports::Files& files_;
  const ports::Environment& environment_;
};

}  // namespace ropewalk::git
