// A step of a release: it looks at the world first and then acts, so that a release that was interrupted anywhere can
// be run again, and does what is left.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "app/release/plan_release.h"
#include "config/release.h"
#include "ports/archive.h"
#include "ports/clock.h"
#include "ports/http.h"
#include "ports/random.h"

namespace ropewalk::app {

struct ReleasePorts {
  ports::Files& files;
  ports::Process& process;
  const ports::Environment& environment;
  ports::Clock& clock;
  ports::Random& random;
  /// Made when it is first asked for.
  std::function<ports::Http&()> http;
};

/// The release that is made: planned anew, or one that was begun and is gone on with.
struct ReleaseTarget {
  PlannedRelease planned;
  /// Its commit is there, or its tag.
  bool is_begun = false;
  config::ReleaseSettings settings = {};
  /// The folder of the files that are published; made by the build.
  std::filesystem::path dist = {};
  /// Of the changelog's entry.
  std::string date = {};

  [[nodiscard]] const release::Version& version() const { return *planned.plan.version; }
  [[nodiscard]] const std::string& tag() const { return planned.plan.tag; }
};

enum class StepState {
  kDone,     // the world is as it should be already
  kActed,    // it is so now
  kWould,    // there is something to do, and nothing may be done
  kSkipped,  // nothing to do here, with the reason
};
[[nodiscard]] std::string_view name(StepState state);

struct StepReport {
  std::string name;
  StepState state = StepState::kSkipped;
  std::string detail = {};
};

/// What a look finds: nothing to do, something to do, or a step that isn't there in this project. Errors: a world that
/// contradicts the release.
struct Looked {
  StepState state = StepState::kWould;
  std::string detail = {};
};

struct Step {
  std::string_view name;
  std::function<Result<Looked>()> look;
  std::function<Result<void>()> act;
};

/// Steps by area, in the order in which they are taken.
[[nodiscard]] std::vector<Step> file_steps(ReleaseTarget& target, const ReleasePorts& ports);
[[nodiscard]] std::vector<Step> build_steps(ReleaseTarget& target, const ReleasePorts& ports, std::stop_token stop);
[[nodiscard]] std::vector<Step> push_steps(ReleaseTarget& target, const ReleasePorts& ports);
[[nodiscard]] std::vector<Step> github_steps(ReleaseTarget& target, const ReleasePorts& ports, std::stop_token stop);
[[nodiscard]] std::vector<Step> index_steps(ReleaseTarget& target, const ReleasePorts& ports, std::stop_token stop);
[[nodiscard]] std::vector<Step> image_steps(ReleaseTarget& target, const ReleasePorts& ports, std::stop_token stop);
[[nodiscard]] std::vector<Step> tag_steps(ReleaseTarget& target, const ReleasePorts& ports);

/// Signatures of the checksums beside them, by the program that git signs tags with.
[[nodiscard]] std::vector<Step> signature_steps(ReleaseTarget& target, const ReleasePorts& ports);
/// A name that a signature of the checksums has: its bytes differ each time it is made.
[[nodiscard]] bool is_signature(std::string_view name);

/// The files that are published but for the checksums and their signature, by name with their SHA-256. Errors: those of
/// reading them.
[[nodiscard]] Result<std::map<std::string, std::string>> dist_files(const ReleaseTarget& target,
                                                                    const ports::Files& files);

}  // namespace ropewalk::app
