// Writes what is about to be done before it is done. Whoever writes holds the lease.
#pragma once

#include <string>
#include <string_view>

#include "deploy/lease.h"
#include "deploy/room.h"

namespace ropewalk::deploy {

/// The variable that names a step at which the program kills itself, so that anybody can see what becomes of it:
/// `switch` is killed when the journal has the step and nothing was done, `switch:acted` when it was done and the
/// journal does not say so.
inline constexpr std::string_view kFaultVariable = "ROPEWALK_FAULT";

class Journal {
 public:
  /// Of one deployment, which is written with each event as it is then.
  Journal(Room& room, const Lease& lease, Deployment& deployment);

  [[nodiscard]] Result<void> begin(const std::string& step, json::object data = {});
  /// Between what was done and the journal's word of it.
  void acted(const std::string& step);
  [[nodiscard]] Result<void> done(const std::string& step, std::string text = {});
  [[nodiscard]] Result<void> failed(const std::string& step, std::string text);
  [[nodiscard]] Result<void> undone(const std::string& step, std::string text);
  [[nodiscard]] Result<void> decided(const Decision& decision);
  [[nodiscard]] Result<void> found(std::string text);
  [[nodiscard]] Result<void> switched(std::string text);
  /// The deployment has its outcome, reason and detail; its end is now.
  [[nodiscard]] Result<void> ended(std::string text);

  [[nodiscard]] Deployment& deployment() { return deployment_; }

 private:
  [[nodiscard]] Result<void> write(Event event);
  void fault(const std::string& point);

  Room& room_;
  const Lease& lease_;
  Deployment& deployment_;
};

}  // namespace ropewalk::deploy
