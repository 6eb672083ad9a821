// What `ropewalk init` would do to each file: from what should be there, what is there, and what it wrote before.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "init/manifest.h"
#include "init/pipeline.h"

namespace ropewalk::init {

enum class Step {
  kCreate,    // there is no such file
  kKeep,      // it is as it should be
  kUpdate,    // nobody edited it, and the template has changed
  kMerge,     // edited, and the template has changed: both changes go together
  kConflict,  // the same, and they contradict
  kEdited,    // edited; the template has not changed since
  kUnknown,   // it was there before `init`, or the base of a merge is lost
};

/// `create`, `keep`, …
[[nodiscard]] std::string_view name(Step step);

struct Proposal {
  PipelineFile file;
  Step step = Step::kKeep;
  /// What is there now.
  std::optional<std::string> current;
  /// What would be there: the template's text, or the merged one.
  std::string result;
};

/// The text of a blob by its id, from git; nothing when git does not have it (any more).
using FindBlob = std::function<std::optional<std::string>(const std::string& id)>;

[[nodiscard]] Proposal propose(PipelineFile file, std::optional<std::string> current, const Manifest& manifest,
                               const FindBlob& find_blob);

}  // namespace ropewalk::init
