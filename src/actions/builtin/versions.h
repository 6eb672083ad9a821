// What releases of the native actions do differently: each line names the first release that does so, and where that
// can be read. Which release has which input stands with the inputs.
#pragma once

#include "actions/action_version.h"
#include "actions/step_host.h"

namespace ropewalk::actions::builtin {

/// download-artifact: without `path`, an artifact lands in the workspace; before in a folder of its own name.
/// (v1 was part of the runner: DownloadArtifact plugin; v2 src/download-artifact.ts.)
inline constexpr ActionVersion kLandsInTheWorkspace{2, 0, 0};
/// download-artifact: when all, a pattern or ids select a single artifact it lands in `path` itself, as one that is
/// named. (src/download-artifact.ts, v4.3.0 and v5.0.0.)
inline constexpr ActionVersion kSingleOneLandsInPath{5, 0, 0};
/// download-artifact: the digest is compared, and another one is a warning. (src/download-artifact.ts, v4.2.0.)
inline constexpr ActionVersion kComparesDigests{4, 2, 0};
/// download-artifact: another digest is an error, unless `digest-mismatch` says otherwise. (v8.0.0.)
inline constexpr ActionVersion kOtherDigestFails{8, 0, 0};

/// upload-artifact: files and folders that begin with a dot are left out, in 3.x from the first and in 4.x from the
/// second on. (action.yml and src/search.ts, v3.2.0 and v4.4.0.)
inline constexpr ActionVersion kLeavesOutHiddenIn3{3, 2, 0};
inline constexpr ActionVersion kLeavesOutHiddenIn4{4, 4, 0};
/// upload-artifact: a name is taken once in a run; before, a second upload added its files to the first.
/// (README at v4, "Breaking Changes".)
inline constexpr ActionVersion kNamesAreTakenOnce{4, 0, 0};

/// upload-artifact and download-artifact: GitHub refuses earlier ones since 2025-01-30.
inline constexpr ActionVersion kArtifactsAreServed{4, 0, 0};
/// cache: GitHub refuses earlier ones since 2025-04-15; of 4.x those before the second.
inline constexpr ActionVersion kCacheIsServed3{3, 4, 0};
inline constexpr ActionVersion kCacheIsServed4{4, 2, 0};
/// cache: a miss sets `cache-hit` to false in this release, and in no other. (src/restoreImpl.ts, #1404 and #1467.)
inline constexpr ActionVersion kMissIsFalse{4, 1, 0};

/// setup-python: `python-version` is 3.x when it is not given. (action.yml; v4.0.0 looks for a file instead.)
inline constexpr ActionVersion kLooksForAVersionFile{4, 0, 0};
/// setup-python: sets LD_LIBRARY_PATH; PKG_CONFIG_PATH; Python_ROOT_DIR and its like. (src/find-python.ts.)
inline constexpr ActionVersion kSetsLibraryPath{2, 1, 4};
inline constexpr ActionVersion kSetsPkgConfigPath{4, 0, 0};
inline constexpr ActionVersion kSetsRootFolders{4, 1, 0};
/// setup-python: the key of cached dependencies holds the system; the architecture.
/// (src/cache-distributions/pip-cache.ts.)
inline constexpr ActionVersion kKeyHoldsSystem{4, 3, 1};
inline constexpr ActionVersion kKeyHoldsArchitecture{5, 2, 0};

/// The release that the step's `uses` names.
[[nodiscard]] inline ActionVersion version_of(const StepHost& host) {
  return action_version(host.github("action_ref"));
}

}  // namespace ropewalk::actions::builtin
