// The real Load port: one thread, epoll, a timer of the kernel's for when requests are due.
#pragma once

#include "ports/load.h"

namespace ropewalk::platform {

class RealLoad final : public ports::Load {
 public:
  [[nodiscard]] Result<std::vector<ports::LoadAnswer>> send(const ports::LoadRequest& request,
                                                            std::stop_token stop) override;
};

}  // namespace ropewalk::platform
