// The reports that a run of the store has uploaded as artifacts, as files again.
#pragma once

#include <filesystem>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "app/place.h"
#include "app/temporary_folder.h"
#include "base/result.h"
#include "ports/archive.h"
#include "ports/environment.h"
#include "ports/files.h"
#include "ports/process.h"
#include "record/store.h"
#include "report/results/tests.h"

namespace ropewalk::app {

/// Unpacks all artifacts of the run below `parent`, each into a folder of its name, as download-artifact does. Errors:
/// those of the store, of the file system, and of an archive that is not what was uploaded.
[[nodiscard]] Result<TemporaryFolder> unpack_artifacts(const RunId& run, const std::filesystem::path& parent,
                                                       record::ArtifactStore& store, ports::Files& files,
                                                       ports::Archive& archive, const std::stop_token& stop);

/// Which runs come before: of the same workflow in the same directory, at most so many.
struct EarlierRuns {
  RunId run;
  std::string workflow_path;
  std::string directory;
  int most = 0;
};

struct ArtifactPorts {
  record::ArtifactStore& store;
  ports::Files& files;
  ports::Archive& archive;
  /// For reports that other programs read.
  ports::Process& process;
  const ports::Environment& environment;
};

/// The tests that earlier runs have reported, the oldest run first; runs whose artifacts are gone are left out.
[[nodiscard]] Result<std::vector<std::vector<report::TestCase>>> earlier_tests(
    const EarlierRuns& wanted, const Place& place, record::RunStore& runs, const ArtifactPorts& artifacts,
    const std::filesystem::path& parent, const std::stop_token& stop);

}  // namespace ropewalk::app
