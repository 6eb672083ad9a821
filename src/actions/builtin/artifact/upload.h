// The part of uploading that actions/upload-artifact and its merge share.
#pragma once

#include <optional>

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
};

/// `compression-level`, checked. Errors in the action's own words.
[[nodiscard]] Result<int> read_compression_level(const Inputs& inputs);
/// Checks `retention-days`; nothing here expires, so its value has no further effect.
[[nodiscard]] Result<void> check_retention(const Inputs& inputs, StepHost& host);

/// Uploads, reports, and sets artifact-id, artifact-digest and artifact-url.
[[nodiscard]] Result<void> upload_selection(const ArtifactSelection& selection, const UploadSettings& settings,
                                            StepHost& host);

}  // namespace ropewalk::actions::builtin
