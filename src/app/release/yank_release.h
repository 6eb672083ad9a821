// Takes a release that is out back from those who would install it: the use case behind `ropewalk release yank`.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "app/release/run/step.h"

namespace ropewalk::app {

struct YankRequest {
  std::string tag;
  std::string reason;
  bool acts = false;
};

struct Yanked {
  /// What was done, what there is to do, what was so already.
  std::vector<StepReport> steps;
  /// What a person has to do where no program may.
  std::vector<std::string> by_hand;
};

/// The tag and the files stay: others may have them pinned. Errors: kUsage for a tag without a GitHub release,
/// kIncomplete for a server that does not answer.
[[nodiscard]] Result<Yanked> yank_release(const YankRequest& request, const PlannedRelease& planned,
                                          const config::ReleaseSettings& settings, const ReleasePorts& ports,
                                          std::stop_token stop);

}  // namespace ropewalk::app
