// Unpacks an artifact that a run left.
#pragma once

#include <filesystem>
#include <stop_token>

#include "base/result.h"
#include "ports/archive.h"
#include "ports/files.h"
#include "record/store.h"

namespace ropewalk::app {

/// Errors: kInvalid when the archive is not what was uploaded (its digest differs), kNotFound when it is gone,
/// kInterrupted, those of the file system.
[[nodiscard]] Result<void> fetch_artifact(const record::Artifact& artifact, const std::filesystem::path& folder,
                                          record::ArtifactStore& store, ports::Files& files, ports::Archive& archive,
                                          const std::stop_token& stop);

}  // namespace ropewalk::app
