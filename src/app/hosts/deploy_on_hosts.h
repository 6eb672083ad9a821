// One deployment on several hosts: ready on all of them before any switches, and back on all of them when one fails.
//
// The first host is the environment's: its journal, its queue and its history are the deployment's. The others follow
// it: they begin when it has begun.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "app/deploy/deploy.h"
#include "app/hosts/at_host.h"
#include "app/hosts/host_counts.h"

namespace ropewalk::app {

/// The folder on a host, under the user's home there, that commands about a service run in.
[[nodiscard]] std::string host_place(std::string_view service);

struct HostsResult {
  /// Of the first host.
  HostEnd first;
  /// What went wrong elsewhere, one sentence each: "web2: n3r1 did not become healthy within 8 s".
  std::vector<std::string> troubles;
};

struct HostsCalls {
  /// Of the first host.
  DeploySinks sinks;
  /// Of any: "web2: has the program".
  std::function<void(const std::string&)> on_note;
  /// What the proxies of a host have counted, by the host's place in the list.
  std::function<void(std::size_t host, VersionCounts counts)> on_counts = {};
};

/// Errors: kIncomplete for a host that cannot be reached before anything was begun.
[[nodiscard]] Result<HostsResult> deploy_on_hosts(const HostRequest& request, const deploy::Machine& machine,
                                                  const HostsCalls& calls, const std::stop_token& stop);

/// Runs a command on the first host, or on all of them with `on_all`, and hands on what the first says. The exit code
/// is the first that is not 0.
struct HostsCommand {
  std::vector<std::string> hosts;
  std::string service;
  std::vector<std::string> words;
  bool on_all = false;
};
[[nodiscard]] Result<int> run_on_hosts(const HostsCommand& command, const deploy::Machine& machine,
                                       const ports::LineSink& on_line, std::vector<std::string>& troubles,
                                       const std::stop_token& stop);

/// What serves on the first host, as far as its status says: without commit and digest where it does not say.
/// Errors: those of a host that cannot be reached.
[[nodiscard]] Result<deploy::Deployment> serves_at_first_host(const deploy::Plan& plan, const deploy::Machine& machine,
                                                              const std::stop_token& stop);

}  // namespace ropewalk::app
