// Which files go into an artifact, and under which names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "actions/step_host.h"
#include "record/store.h"

namespace ropewalk::actions::builtin {

struct ArtifactSelection {
  /// In the order of the walk, without folders; links point to what is read in the end.
  std::vector<record::ArtifactFile> files;
  /// The folder that the names count from: of one pattern its literal beginning (of a single named file its folder), of
  /// several the deepest folder that they share.
  std::filesystem::path root;
};

/// Errors: kInvalid for a bad pattern, and for a file whose name an artifact can't hold.
[[nodiscard]] Result<ArtifactSelection> select_files(std::string_view patterns, bool includes_hidden, StepHost& host);

/// The deepest folder that all of these absolute paths share.
[[nodiscard]] std::filesystem::path least_common_ancestor(const std::vector<std::string>& paths);

}  // namespace ropewalk::actions::builtin
