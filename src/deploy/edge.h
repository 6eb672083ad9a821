// The proxy in front of a service: one for each environment, started once and driven by its command socket. A
// deployment adds servers, gives them their share and takes them out again; the proxy is never reloaded for it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace ropewalk::deploy {

/// One instance of a version as the proxy knows it. Its name is `n<number>r<replica>`.
struct EdgeServer {
  std::string name = {};
  int port = 0;
  int weight = 0;
  /// Takes new requests. Otherwise it finishes what it has.
  bool is_ready = false;
  /// Requests that it has now; answered in all; answered with 5xx or not at all; given up by the server in the middle.
  std::int64_t current = 0;
  std::int64_t answered = 0;
  std::int64_t errors = 0;
  std::int64_t cut = 0;

  /// The number of the deployment that started it; 0 when the name is not ours.
  [[nodiscard]] std::int64_t number() const;
};

[[nodiscard]] std::string server_name(std::int64_t number, int replica);

/// What a server is to be.
struct EdgeChange {
  std::string name;
  bool is_ready = false;
  int weight = 100;
};

/// One answer, as the proxy saw it.
struct EdgeAnswer {
  std::int64_t sequence = 0;
  std::string server = {};
  int milliseconds = 0;
  int status = 0;
};

/// Where the proxy listens. Port 0: wherever there is one.
struct EdgePlace {
  std::string address = "127.0.0.1";
  int port = 0;
  /// A PEM file with a certificate and its key; empty: no TLS.
  std::string certificate = {};

  friend bool operator==(const EdgePlace&, const EdgePlace&) = default;
};

class Edge {
 public:
  virtual ~Edge() = default;

  /// Starts the proxy when it does not run, with these servers. True when it was started.
  [[nodiscard]] virtual Result<bool> ensure(const std::vector<EdgeServer>& servers) = 0;
  [[nodiscard]] virtual bool is_running() = 0;
  [[nodiscard]] virtual Result<std::vector<EdgeServer>> servers() = 0;
  /// Makes a server known that gets no requests yet; one that is there stays as it is.
  [[nodiscard]] virtual Result<void> add(const std::string& name, int port) = 0;
  /// All of it by one command.
  [[nodiscard]] virtual Result<void> change(const std::vector<EdgeChange>& changes) = 0;
  /// Takes a server out; what it still has is cut. A server that is not there is no error.
  [[nodiscard]] virtual Result<void> remove(const std::string& name) = 0;
  /// The latest answers of all versions, oldest first; only so many are kept.
  [[nodiscard]] virtual Result<std::vector<EdgeAnswer>> answers() = 0;
  virtual void stop() = 0;
  [[nodiscard]] virtual int port() const = 0;
  /// Of a proxy that runs; nothing where none does, or where a deployment may say anew where it is.
  [[nodiscard]] virtual std::optional<EdgePlace> place() { return std::nullopt; }
  /// As people know it: "HAProxy on 127.0.0.1:8000".
  [[nodiscard]] virtual std::string description() const;
};

}  // namespace ropewalk::deploy
