// Delivers what is in an outbox.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "notify/outbox.h"
#include "notify/redact.h"
#include "ports/clock.h"
#include "ports/http_retry.h"
#include "ports/random.h"

namespace ropewalk::notify {

struct DeliveryPorts {
  ports::Http& http;
  ports::Clock& clock;
  ports::Random& random;
  ports::Wait wait;
};

struct DeliveryRules {
  /// How long this call stays when something has to be tried again.
  std::chrono::milliseconds patience{10'000};
  /// How long it waits for somebody else who delivers: longer than the hold of one that was killed stands.
  std::chrono::milliseconds hold_patience{18'000};
  std::chrono::milliseconds first_wait{1'000};
  std::chrono::milliseconds longest_wait{300'000};
  /// What a killed process sent may still be on its way: so long is waited before the service is asked for it.
  std::chrono::milliseconds settles_in{1'000};
  /// A message that was not taken in so long is lost.
  std::chrono::hours gives_up_after{72};
  /// Between two messages of one channel, as the services ask for; off in tests.
  bool keeps_pace = true;
};

struct DeliveryReport {
  int delivered = 0;
  int waiting = 0;
  /// What went wrong, one sentence each: "team (slack): the answer is 503: …".
  std::vector<std::string> troubles = {};
  /// Of them, those that are lost.
  int lost = 0;
};

/// Sends until nothing is due or patience ends; each channel on a thread of its own, its messages in order. One process
/// does this for an outbox at a time: the caller holds its lock. Rows of channels that are not in `channels` wait.
[[nodiscard]] Result<DeliveryReport> deliver(Outbox& outbox, const std::vector<Channel>& channels,
                                             const Redactor& redactor, const DeliveryRules& rules,
                                             const DeliveryPorts& machine, const std::stop_token& stop);

/// Which channels get a message.
[[nodiscard]] std::vector<std::string> channels_for(const Message& message, const std::vector<Channel>& channels);

}  // namespace ropewalk::notify
