// Jobs on this machine itself: processes start through the Process port, paths are what they are.
#pragma once

#include "engine/backend.h"

namespace ropewalk::backends {

class HostBackend final : public engine::Backend {
 public:
  /// Both outlive it.
  HostBackend(ports::Process& process, ports::Files& files) : process_(process), files_(files) {}

  [[nodiscard]] Result<void> supports(const engine::PlaceNeeds& needs) const override;
  [[nodiscard]] Result<std::unique_ptr<engine::JobPlace>> prepare(const engine::PlaceRequest& request,
                                                                  std::stop_token stop) override;

 private:
  ports::Process& process_;
  ports::Files& files_;
};

}  // namespace ropewalk::backends
