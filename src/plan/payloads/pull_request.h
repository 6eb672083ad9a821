// The pull request that payloads are about.
#pragma once

#include "base/json.h"
#include "plan/payloads/common.h"

namespace ropewalk::plan {

/// The number of the pull request, issue and discussion that payloads are made for.
inline constexpr int kNumber = 1;

/// The pull request that would bring the checked-out branch into the default branch.
[[nodiscard]] json::object pull_request_object(const PayloadFacts& facts);

/// A title for something made from the newest commit.
[[nodiscard]] std::string title_of(const RepositoryFacts& facts);

}  // namespace ropewalk::plan
