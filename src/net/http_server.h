// The real HttpServer port: one thread, poll, HTTP/1.1, a connection for each request.
#pragma once

#include "ports/http_server.h"

namespace ropewalk::net {

class RealHttpServer final : public ports::HttpServer {
 public:
  [[nodiscard]] Result<std::unique_ptr<ports::Listener>> listen(std::string_view address,
                                                                ports::ServeRequest serve) override;
};

}  // namespace ropewalk::net
