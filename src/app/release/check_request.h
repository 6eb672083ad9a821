// Checks what a pull request says of itself: the use case behind `ropewalk release check`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/place.h"
#include "ports/environment.h"
#include "ports/files.h"
#include "ports/process.h"
#include "release/check.h"

namespace ropewalk::app {

struct CheckRequest {
  std::optional<std::string> title;
  /// What the commits count from; without it the one that a GitHub job's event names, or none are looked at.
  std::optional<std::string> base;
};

struct CheckedRequest {
  std::optional<release::CheckedText> title;
  std::vector<release::CheckedText> commits;

  /// The title decides where there is one, since it is what a squash leaves; else the commits do.
  [[nodiscard]] bool is_green() const;
};

/// Errors: kUsage when there is neither title nor base, kIncomplete when the history up to the base is not here.
[[nodiscard]] Result<CheckedRequest> check_request(const CheckRequest& request, const Place& place,
                                                   const ports::Files& files, ports::Process& process,
                                                   const ports::Environment& environment);

}  // namespace ropewalk::app
