// The real Services port.
#pragma once

#include "ports/services.h"

namespace ropewalk::platform {

class RealServices final : public ports::Services {
 public:
  [[nodiscard]] Result<ports::ServiceId> start(const ports::ServiceRequest& request) override;
  [[nodiscard]] bool is_running(const ports::ServiceId& id) const override;
  void signal(const ports::ServiceId& id, ports::ServiceSignal signal) override;
  [[nodiscard]] std::vector<ports::ServiceId> find_marked(std::string_view name, std::string_view value) const override;
  [[nodiscard]] ports::ServiceId identify(std::int64_t pid) const override;
  [[nodiscard]] std::filesystem::path own_program() const override;
  void die() override;
};

}  // namespace ropewalk::platform
