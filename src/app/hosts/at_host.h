// The part of a deployment to several hosts that runs on each of them: it makes the version ready, says so, waits for
// the word that all are, and goes on.
//
// Whoever brings the hosts together speaks to each by commands of their own: one carries the deployment out and writes
// what happens as lines of JSON, others leave it a word in the environment's store. When nobody reads its lines any
// more before the word came, it takes everything back: half of the hosts never switch.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "app/deploy/deploy.h"

namespace ropewalk::app {

/// What a host is asked to deploy; one JSON object on standard input.
struct HostRequest {
  deploy::Plan plan;
  std::vector<deploy::Deployment::Change> changes;
  bool misses_changes = false;
  deploy::Kind kind = deploy::Kind::kDeploy;
  std::string by;
  std::string run;
  std::string refusal;
  bool detaches = false;
  /// Says, too, what the proxy has counted, again and again: somebody looks at it.
  bool is_watched = false;
  /// The values of secrets, by name.
  std::vector<std::pair<std::string, std::string>> secrets;
};

[[nodiscard]] json::object to_json(const HostRequest& request);
[[nodiscard]] Result<HostRequest> host_request_from_json(const json::value& value);

/// The last line: how it ended there.
[[nodiscard]] json::object to_json(const DeployResult& result, const std::string& url);
struct HostEnd {
  DeployResult result;
  std::string url;
};
[[nodiscard]] Result<HostEnd> host_end_from_json(const json::value& value);

/// Leaves the word for deployment `number`: empty lets it switch, a text is why it goes back.
[[nodiscard]] Result<void> leave_word(deploy::Store& store, std::int64_t number, const std::string& why_not);

struct HostCalls {
  DeploySinks sinks;
  /// It is ready: said again and again until the word has come. False when nobody hears it any more.
  std::function<bool(const deploy::Deployment&)> is_heard;
};

/// Carries it out on this machine up to its end. Errors: as deploy_plan.
[[nodiscard]] Result<DeployResult> deploy_at_host(const HostRequest& request, OpenEnvironment& environment,
                                                  const HostCalls& calls, const std::stop_token& stop);

/// Goes back from deployment `number`, which has switched or has ended well: another host did not. Nothing is done when
/// something else serves. Errors: those of the store.
[[nodiscard]] Result<void> go_back(OpenEnvironment& environment, std::int64_t number, const std::string& why,
                                   const std::stop_token& stop);

}  // namespace ropewalk::app
