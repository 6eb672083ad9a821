// A loopback on which only what a test says listens.
#pragma once

#include <functional>

#include "ports/loopback.h"

namespace ropewalk::ports {

class FakeLoopback final : public Loopback {
 public:
  std::function<Result<std::string>(std::string_view text)> on_ask = [](std::string_view) {
    return Result<std::string>(fail(ErrorKind::kNotFound, "nothing answers"));
  };
  std::function<ProbeAnswer(const ProbeRequest& request)> on_probe = [](const ProbeRequest&) { return ProbeAnswer(); };
  int next_port = 40000;

  Result<std::string> ask(const std::filesystem::path& /*socket*/, std::string_view text,
                          std::chrono::milliseconds /*timeout*/) override {
    return on_ask(text);
  }
  ProbeAnswer probe(const ProbeRequest& request) override { return on_probe(request); }
  Result<int> free_port(const std::vector<int>& /*taken*/) override { return next_port++; }
  bool is_listening(int /*port*/) override { return false; }
};

}  // namespace ropewalk::ports
