// The objects of an environment as they are applied: a Deployment for each version, one Service in front of them all, a
// Secret named by its content, a Job for a migration.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "deploy/kubernetes/names.h"
#include "deploy/plan.h"

namespace ropewalk::deploy {

/// A name and its bytes.
using SecretValues = std::vector<std::pair<std::string, std::string>>;

/// What a Deployment runs with at the moment.
struct ReleaseScale {
  /// Replicas that should be there, by their numbers from 1.
  std::vector<int> replicas = {};
  /// So many pods for them: fewer while the version has a share of the traffic only.
  int pods = 0;
};

/// The annotation that keeps `ReleaseScale::replicas`.
inline constexpr std::string_view kReplicasNote = "ropewalk/replicas";

[[nodiscard]] json::object make_release(const ClusterNames& names, const Plan& plan, std::int64_t number,
                                        const std::string& secret, const ReleaseScale& scale);
[[nodiscard]] json::object secret_object(const ClusterNames& names, const SecretValues& values);
/// Empty without values.
[[nodiscard]] std::string secret_name(const ClusterNames& names, const SecretValues& values);
[[nodiscard]] json::object migration_job(const ClusterNames& names, const Plan& plan, const std::string& secret);
[[nodiscard]] std::string migration_name(const ClusterNames& names, const Plan& plan);

/// Where the Service leads: nowhere, to one release, or to all pods of the environment.
struct Selection {
  enum class Kind { kNone, kOne, kAll } kind = Kind::kNone;
  std::int64_t number = 0;
};

/// `notes` are kept in its annotations.
[[nodiscard]] json::object service_object(const ClusterNames& names, int port, const Selection& selection,
                                          const std::map<std::string, std::string>& notes);

/// How many pods of the new and of the old version give the new one this share of the traffic, where each may have at
/// most so many. Never none of either.
struct Shares {
  int fresh = 1;
  int old = 1;
};
[[nodiscard]] Shares shares_for(int percent, int most_fresh, int most_old);

}  // namespace ropewalk::deploy
