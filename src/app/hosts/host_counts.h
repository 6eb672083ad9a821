// What the proxies of an environment have counted of each version, on one machine or on several hosts together: what a
// terminal shows while a deployment goes on.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/deploy/open_environment.h"

namespace ropewalk::app {

struct VersionCounts {
  std::vector<deploy::EdgeServer> servers = {};
  /// Versions by the numbers of their deployments.
  std::map<std::int64_t, std::string> names = {};
  /// The deployment whose instances are the new version's.
  std::int64_t release = 0;
};

/// As it is now, while deployment `number` goes on. Errors: those of the proxy.
[[nodiscard]] Result<VersionCounts> counts_of(const OpenEnvironment& environment, std::int64_t number);

[[nodiscard]] json::object to_json(const VersionCounts& counts);
/// Empty for what is none.
[[nodiscard]] VersionCounts counts_from_json(const json::value& value);

/// All hosts as one: what other hosts run under numbers of their own gets the first host's number of the same version.
[[nodiscard]] VersionCounts merged(const std::map<std::size_t, VersionCounts>& hosts);

}  // namespace ropewalk::app
