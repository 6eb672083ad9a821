#include "app/run_reports.h"

#include <utility>

#include "app/fetch_artifact.h"

namespace ropewalk::app {

TemporaryFolder::~TemporaryFolder() {
  if (!path_.empty()) {
    static_cast<void>(files_->remove_all(path_));
  }
}

Result<TemporaryFolder> unpack_artifacts(const RunId& run, const std::filesystem::path& parent,
                                         record::ArtifactStore& store, ports::Files& files, ports::Archive& archive,
                                         const std::stop_token& stop) {
  const auto artifacts = store.list(run);
  if (!artifacts) {
    return fail(artifacts.error());
  }
  if (auto made = files.make_directories(parent); !made) {
    return fail(std::move(made.error()));
  }
  auto folder = files.make_temporary_directory(parent, "report-");
  if (!folder) {
    return fail(std::move(folder.error()));
  }
  TemporaryFolder unpacked(files, std::move(*folder));
  for (const record::Artifact& artifact : *artifacts) {
    if (auto done = fetch_artifact(artifact, unpacked.path() / artifact.name, store, files, archive, stop); !done) {
      return fail(std::move(done.error()));
    }
  }
  return unpacked;
}

}  // namespace ropewalk::app
