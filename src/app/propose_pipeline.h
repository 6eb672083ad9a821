// Looks at a repository and says what its pipeline would be: the use case behind `ropewalk init`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/place.h"
#include "config/config.h"
#include "init/proposal.h"
#include "ports/files.h"
#include "ports/process.h"

namespace ropewalk::app {

struct InitRequest {
  init::Wishes wishes;
  /// Parts (`ci`, `dependabot`, …); empty: all.
  std::vector<std::string> only;
  init::WheelPin wheel;
};

struct PipelineProposal {
  init::RepositoryFacts facts;
  /// Of each project, with its folder.
  std::vector<std::pair<std::string, std::vector<init::Reason>>> reasons;
  std::vector<init::Proposal> files;
  init::Manifest manifest;
  /// A line for the README; empty without a remote on github.com.
  std::string badge;

  /// Nothing is out of date: every file is as it should be, or kept in the team's own way.
  [[nodiscard]] bool is_current() const;
};

/// Errors: kUsage for a wish that makes no sense, kNotFound without a Python project, kInvalid for a manifest or a
/// configuration that is wrong.
[[nodiscard]] Result<PipelineProposal> propose_pipeline(const InitRequest& request, const Place& place,
                                                        const ports::Files& files, ports::Process& process,
                                                        const ports::Environment& environment);

/// What to do with files that were edited, or that were there before.
enum class Edited { kLeave, kMerge, kReplace };

struct Written {
  /// Paths, and what was done: `create`, `update`, …
  std::vector<std::pair<std::string, init::Step>> files;
  /// What was left as it is although it is not as it should be.
  std::vector<std::pair<std::string, init::Step>> left;
};

/// Writes what a proposal says, and the manifest. Nothing is written when one of the folders can't be made.
[[nodiscard]] Result<Written> write_pipeline(const PipelineProposal& proposal, Edited edited, const Place& place,
                                             ports::Files& files);

}  // namespace ropewalk::app
