// A server on this machine that answers GET requests of programs: Prometheus, a health check.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ropewalk::ports {

struct ServedRequest {
  std::string method;
  /// Path and query, as they were sent.
  std::string target;
  std::string body;
};

struct ServedResponse {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
};

/// Called on the server's thread, one request after the other.
using ServeRequest = std::function<ServedResponse(const ServedRequest& request)>;

/// A server that listens; going away closes it.
class Listener {
 public:
  virtual ~Listener() = default;
  /// The port, also where the system chose it.
  [[nodiscard]] virtual int port() const = 0;
};

class HttpServer {
 public:
  virtual ~HttpServer() = default;
  /// Listens on `HOST:PORT`, HOST an address and PORT 0 for any that is free; `:9100` is 127.0.0.1. Errors: kUsage for
  /// an address that is none or cannot be listened on.
  [[nodiscard]] virtual Result<std::unique_ptr<Listener>> listen(std::string_view address, ServeRequest serve) = 0;
};

}  // namespace ropewalk::ports
