// Where an environment's proxy listens, as its `url`, its hosts and its certificate say. A proxy is never started anew
// for a deployment, so one that runs stays where it is: a deployment that wants it elsewhere is refused.
#pragma once

#include <string_view>

#include "base/result.h"
#include "deploy/edge.h"
#include "deploy/plan.h"

namespace ropewalk::deploy {

/// `http://host:port` or `https://host`; 0 where the proxy may choose.
[[nodiscard]] int port_of_url(std::string_view url);

[[nodiscard]] EdgePlace place_of(const EnvironmentRules& rules);

/// Whether a url leads to a proxy that listens there.
[[nodiscard]] bool leads_to(std::string_view url, const EdgePlace& place);

/// Errors: kUsage when the proxy runs, and not where the rules want it.
[[nodiscard]] Result<void> check_place(Edge& edge, const EnvironmentRules& rules);

}  // namespace ropewalk::deploy
