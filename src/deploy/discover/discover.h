// Finds out how a Python service is run, from its files alone: so that it can be deployed without a line of
// configuration. Nothing is run.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "deploy/plan.h"
#include "ports/files.h"

namespace ropewalk::deploy {

struct FoundService {
  ServiceSpec spec;
  /// The folder that it is run from, below the one that was looked into; empty for that one itself.
  std::filesystem::path folder = {};
  /// What was found and where, a line each: `port 8000: EXPOSE in Dockerfile`.
  std::vector<std::string> notes;
};

/// `command` is the user's own, in the place of one that is found; empty: none.
/// An application whose requirements are in a folder of its own is run from there.
/// Errors: kNotFound when the folder holds no service that can be recognised, kUsage when it holds several, with what
/// to do.
[[nodiscard]] Result<FoundService> find_service(const ports::Files& files, const std::filesystem::path& folder,
                                                const std::string& command);

/// True for a folder that looks as if a service were in it.
[[nodiscard]] bool may_hold_service(const ports::Files& files, const std::filesystem::path& folder);

}  // namespace ropewalk::deploy
