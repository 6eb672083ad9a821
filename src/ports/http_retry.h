// Trying a request again where that may help: after what the network did, 408, 429 and the 5xx that pass.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>

#include "ports/clock.h"
#include "ports/http.h"
#include "ports/random.h"

namespace ropewalk::ports {

struct RetryRule {
  int most_tries = 5;
  /// Doubles with each try; the real wait is a random part of it, from half to all.
  std::chrono::milliseconds first_wait{500};
  /// Also the longest that a server's `Retry-After` is obeyed: it asks for more, it is not tried again.
  std::chrono::milliseconds longest_wait{30'000};
  /// A POST whose answer never came may have been carried out: only with this it is sent again after such an end. (429
  /// and 503 say that it was not, and are always tried again.)
  bool repeats_post = false;
};

/// Whether the same request may do better later.
[[nodiscard]] bool is_passing_trouble(const Result<HttpResponse>& answer);

/// How long to wait after the try of this number (from 1): what the server asks for, or the rule's backoff. Nothing
/// when the server asks for more than the rule allows.
[[nodiscard]] std::optional<std::chrono::milliseconds> retry_wait(const RetryRule& rule, int tries,
                                                                  const Result<HttpResponse>& answer, Random& random);

/// Waits; false when it was stopped before the time was over.
using Wait = std::function<bool(std::chrono::milliseconds time, const std::stop_token& stop)>;
/// One on the clock that never jumps.
[[nodiscard]] Wait wait_on(Clock& clock);

/// Sends until it is answered for good or the rule has had its tries; the last answer or error.
[[nodiscard]] Result<HttpResponse> send_with_retries(Http& http, const HttpRequest& request, const RetryRule& rule,
                                                     Random& random, const Wait& wait, const std::stop_token& stop);

}  // namespace ropewalk::ports
