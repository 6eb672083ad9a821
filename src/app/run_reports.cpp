#include "app/run_reports.h"

#include <algorithm>
#include <utility>

#include "app/fetch_artifact.h"
#include "app/make_report.h"

namespace ropewalk::app {

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

Result<std::vector<std::vector<report::TestCase>>> earlier_tests(const EarlierRuns& wanted, const Place& place,
                                                                 record::RunStore& runs, const ArtifactPorts& artifacts,
                                                                 const std::filesystem::path& parent,
                                                                 const std::stop_token& stop) {
  // More are listed than are wanted, since other workflows run in the same directory.
  constexpr int kListed = 1000;
  const auto listed = runs.runs(wanted.directory, kListed);
  if (!listed) {
    return fail(listed.error());
  }
  std::vector<std::vector<report::TestCase>> tests;
  bool is_before = false;
  for (const record::RunSummary& run : *listed) {
    if (run.run == wanted.run) {
      is_before = true;
      continue;
    }
    if (!is_before || run.start.workflow_path != wanted.workflow_path || !run.finish) {
      continue;
    }
    if (tests.size() == static_cast<std::size_t>(wanted.most)) {
      break;
    }
    auto folder = unpack_artifacts(run.run, parent, artifacts.store, artifacts.files, artifacts.archive, stop);
    if (!folder) {
      if (folder.error().kind == ErrorKind::kInterrupted) {
        return fail(std::move(folder.error()));
      }
      continue;
    }
    auto results =
        read_reports({folder->path().string()}, place, artifacts.files, artifacts.process, artifacts.environment);
    if (results && !results->tests.empty()) {
      tests.push_back(std::move(results->tests));
    }
  }
  std::reverse(tests.begin(), tests.end());
  return tests;
}

}  // namespace ropewalk::app
