// What is said to HAProxy and what it says: its configuration, and the tables of its command socket.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "deploy/edge.h"

namespace ropewalk::deploy {

struct HaproxySettings {
  std::string address = "127.0.0.1";
  int port = 0;
  unsigned threads = 1;
  /// A PEM file; empty: no TLS.
  std::string certificate = {};
  /// Requests wait when all servers are dead; see `kHold`.
  bool holds = false;
};

/// A server that never listens. HAProxy waits between two tries of a request only where there is no second server to
/// try: with several dead ones it would run through all its tries within a millisecond and answer 503. So each server
/// is taken for dead at its first refusal, and looked at every 50 ms from then on; when all are, this one is left, at
/// which requests wait for a second and are then given to whichever is alive again.
inline constexpr std::string_view kHold = "hold";
/// What goes behind a server, and the one that holds, as both are said in the file and to the socket.
[[nodiscard]] std::string_view haproxy_checks();
[[nodiscard]] std::string haproxy_hold();

/// The name of the command socket, in the folder that the proxy is started in.
inline constexpr std::string_view kHaproxySocket = "edge.sock";

/// The whole configuration file. `servers` are those that are ready from the start.
[[nodiscard]] std::string haproxy_configuration(const HaproxySettings& settings,
                                                const std::vector<EdgeServer>& servers);

/// Where a configuration of that form lets the proxy listen; nothing for any other text.
[[nodiscard]] std::optional<EdgePlace> read_haproxy_place(std::string_view configuration);

/// Reads `show stat` (CSV with a line of names): the servers of the backend `app`. Errors: kInvalid when it is no such
/// table.
[[nodiscard]] Result<std::vector<EdgeServer>> read_haproxy_stat(std::string_view text);

/// Reads `show events` of the ring of answers; lines of another form are left out.
[[nodiscard]] std::vector<EdgeAnswer> read_haproxy_answers(std::string_view text);

}  // namespace ropewalk::deploy
