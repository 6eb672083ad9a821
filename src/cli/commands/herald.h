// Tells channels what happens to an environment while a command works on it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "app/notify/follow_up.h"
#include "cli/arguments.h"
#include "cli/outside.h"

namespace ropewalk::cli {

/// On a thread of its own, from its making to its end; what is new then is told before it ends, or left to the next
/// command after some seconds. The channels are those of the repository's configuration; they are kept with the
/// environment, without their secrets, so that commands outside of the repository tell them too.
class Herald {
 public:
  Herald(std::filesystem::path folder, const Arguments& arguments, Outside& outside);
  ~Herald();
  Herald(const Herald&) = delete;
  Herald& operator=(const Herald&) = delete;

 private:
  void tell(const notify::DeliveryRules& rules, const std::stop_token& stop);

  Outside& outside_;
  std::filesystem::path folder_;
  app::Channels channels_;
  std::optional<notify::Redactor> redactor_;
  std::unique_ptr<deploy::Store> store_;
  std::unique_ptr<deploy::AuditLog> audit_;
  std::unique_ptr<notify::Outbox> outbox_;
  std::vector<std::string> troubles_;
  std::jthread thread_;
};

/// The same once, for a command that is done.
void tell_news(const std::filesystem::path& folder, const Arguments& arguments, Outside& outside);

}  // namespace ropewalk::cli
