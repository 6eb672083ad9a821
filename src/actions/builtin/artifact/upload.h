// The part of uploading that actions/upload-artifact and its merge share.
#pragma once

#include <chrono>

#include "actions/builtin/artifact/selection.h"
#include "actions/native_action.h"

namespace ropewalk::actions::builtin {

/// How one artifact is kept.
struct UploadSettings {
  std::string name;
  int compression_level = 6;
  bool overwrites = false;
  /// Kept as it is: the digest is the file's own.
  bool is_single_file = false;
  std::chrono::days retention{90};
};

/// `compression-level`, checked. Errors in the action's own words.
[[nodiscard]] Result<int> read_compression_level(const Inputs& inputs);
/// `retention-days`, at most what the repository allows, which is also what nothing and 0 mean. Errors in the action's
/// own words.
[[nodiscard]] Result<std::chrono::days> read_retention(const Inputs& inputs, StepHost& host);

/// Uploads, reports, and sets artifact-id, artifact-digest and artifact-url.
[[nodiscard]] Result<void> upload_selection(const ArtifactSelection& selection, const UploadSettings& settings,
                                            StepHost& host);

}  // namespace ropewalk::actions::builtin
