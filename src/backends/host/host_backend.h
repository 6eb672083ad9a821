// Jobs on this machine itself: processes start through the Process port, paths are what they are.
#pragma once

#include "engine/backend.h"

namespace ropewalk::backends {

class HostBackend final : public engine::Backend {
 public:
  /// All outlive it.
  HostBackend(ports::Process& process, ports::Files& files, const ports::Environment& environment)
      : process_(process), files_(files), environment_(environment) {}

  [[nodiscard]] Result<void> supports(const engine::PlaceNeeds& needs) const override;
  [[nodiscard]] Result<std::unique_ptr<engine::JobPlace>> prepare(const engine::PlaceRequest& request,
                                                                  std::stop_token stop) override;

 private:
  ports::Process& process_;
  ports::Files& files_;
  const ports::Environment& environment_;
};

}  // namespace ropewalk::backends
