// Finds Node.js on this machine, or has npm bring it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "actions/step_host.h"
#include "base/result.h"

namespace ropewalk::actions::builtin {

struct NodeProgram {
  /// The folder of `node`, `npm` and `npx`.
  std::filesystem::path folder;
  /// `22.11.0`.
  std::string version;
  /// Where it comes from, for people.
  std::string origin;
};

/// `wish` is a version, a range as npm reads it, `lts/*`, `lts/NAME`, `lts/-N`, `latest`, `node` or `current`. Looked
/// at in this order: the job's PATH, the user's tool cache (`node/22.11.0/x64`), what an earlier job brought, and the
/// `node` package of the npm registry, which comes first with `latest`. Errors: kNotFound.
[[nodiscard]] Result<NodeProgram> find_node(const std::string& wish, bool latest, StepHost& host);

/// Only in the tool cache and among what an earlier job brought: starts no program.
[[nodiscard]] std::optional<NodeProgram> find_kept_node(const std::string& wish, StepHost& host);

}  // namespace ropewalk::actions::builtin
