// An environment's history as metrics.
#pragma once

#include "deploy/approvals/approvals.h"
#include "deploy/metrics/exposition.h"
#include "deploy/record.h"

namespace ropewalk::deploy {

/// Adds what the history and the journal say: counts by result, times by phase, requests and how many were cut, what
/// waits; and what `serves` now.
void add_metrics(const std::vector<Deployment>& history, const std::vector<Event>& journal,
                 const std::optional<Deployment>& serves, Time now, Exposition& exposition);

}  // namespace ropewalk::deploy
