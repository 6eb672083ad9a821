// A place over the fakes of the outside world, which notes when it is made and closed.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "engine/backend.h"

namespace ropewalk::engine {

class FakeBackend final : public Backend {
 public:
  FakeBackend(ports::Process& process, ports::Files& files, const ports::Environment& environment)
      : process_(process), files_(files), environment_(environment) {}

  [[nodiscard]] Result<void> supports(const PlaceNeeds& needs) const override;
  [[nodiscard]] Result<std::unique_ptr<JobPlace>> prepare(const PlaceRequest& request, std::stop_token stop) override;

  /// Containers and services can be had.
  bool has_containers = false;
  /// What preparing and closing a place fail with; empty when they do not.
  std::string prepare_error;
  std::string close_error;
  std::atomic<int> prepared = 0;
  std::atomic<int> closed = 0;

 private:
  ports::Process& process_;
  ports::Files& files_;
  const ports::Environment& environment_;
};

}  // namespace ropewalk::engine
