// How a cluster is reached: from a kubeconfig file as kubectl reads it, or from inside the cluster by the pod's own
// service account.
#pragma once

#include <string>

#include "base/result.h"
#include "deploy/machine.h"
#include "deploy/plan.h"
#include "ports/http.h"

namespace ropewalk::deploy {

struct ClusterAccess {
  /// `https://10.0.0.1:6443`, without a slash at its end.
  std::string server = {};
  std::string name_space = {};
  std::string token = {};
  ports::HttpTls tls = {};
  /// Whose credentials these are, for messages: "context 'prod' of /home/ada/.kube/config".
  std::string source = {};
};

/// From `$KUBECONFIG` (several files, the first that names a thing wins), `~/.kube/config`, or the service account of
/// the pod. A credential plugin (`exec`) is run, as kubectl does. Errors: kUsage with the place in the file for what is
/// missing or cannot be used, kIncomplete when a plugin fails.
[[nodiscard]] Result<ClusterAccess> find_access(const ClusterPlace& place, const Machine& machine);

}  // namespace ropewalk::deploy
