// Finds the repository that a folder is in.
#pragma once

#include "ports/environment.h"
#include "ports/files.h"
#include "ports/process.h"
#include "ports/repository.h"

namespace ropewalk::git {

class GitRepositories final : public ports::Repositories {
 public:
  /// The ports outlive it and the repositories that it finds. What lies in `own_folders`, where Ropewalk keeps its
  /// things, is no part of any working tree.
  GitRepositories(ports::Process& process, ports::Files& files, const ports::Environment& environment,
                  std::vector<std::filesystem::path> own_folders = {});

  [[nodiscard]] Result<std::unique_ptr<ports::Repository>> discover(const std::filesystem::path& folder) override;

 private:
  ports::Process& process_;
  ports::Files& files_;
  const ports::Environment& environment_;
  std::vector<std::filesystem::path> own_folders_;
};

}  // namespace ropewalk::git
