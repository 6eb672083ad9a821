// The real Loopback port: plain sockets, one talk a connection.
#pragma once

#include "ports/loopback.h"

namespace ropewalk::platform {

class RealLoopback final : public ports::Loopback {
 public:
  [[nodiscard]] Result<std::string> ask(const std::filesystem::path& socket, std::string_view text,
                                        std::chrono::milliseconds timeout) override;
  [[nodiscard]] ports::ProbeAnswer probe(const ports::ProbeRequest& request) override;
  [[nodiscard]] Result<int> free_port(const std::vector<int>& taken) override;
  [[nodiscard]] bool is_listening(int port) override;
};

}  // namespace ropewalk::platform
