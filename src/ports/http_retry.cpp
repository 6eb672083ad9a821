#include "ports/http_retry.h"

#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <mutex>

namespace ropewalk::ports {
namespace {

/// `Retry-After` in seconds; its form as a date is not used by those that we talk to and read as none.
std::optional<std::chrono::milliseconds> asked_wait(const Result<HttpResponse>& answer) {
  if (!answer) {
    return std::nullopt;
  }
  const std::string_view text = answer->header("retry-after");
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || !(seconds >= 0 && seconds < 1e9)) {
    return std::nullopt;
  }
  return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000 + 0.999));
}

}  // namespace

bool is_passing_trouble(const Result<HttpResponse>& answer) {
  if (!answer) {
    return answer.error().kind == ErrorKind::kIncomplete;
  }
  switch (answer->status) {
    case 408:
    case 425:
    case 429:
    case 500:
    case 502:
    case 503:
    case 504: return true;
    default: return false;
  }
}

std::optional<std::chrono::milliseconds> retry_wait(const RetryRule& rule, int tries,
                                                    const Result<HttpResponse>& answer, Random& random) {
  if (const auto asked = asked_wait(answer)) {
    return *asked <= rule.longest_wait ? asked : std::nullopt;
  }
  const int doublings = std::clamp(tries - 1, 0, 20);
  const std::chrono::milliseconds whole =
      std::min(std::chrono::milliseconds(rule.first_wait * (1 << doublings)), rule.longest_wait);
  const auto part = static_cast<unsigned char>(random.bytes(1).front());
  return whole / 2 + whole * part / 510;
}

Wait wait_on(Clock& clock) {
  return [&clock](std::chrono::milliseconds time, const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any changed;
    bool is_over = false;
    const auto alarm = clock.alarm(clock.monotonic() + time, [&] {
      const std::lock_guard lock(mutex);
      is_over = true;
      changed.notify_all();
    });
    std::unique_lock lock(mutex);
    return changed.wait(lock, stop, [&] { return is_over; });
  };
}

Result<HttpResponse> send_with_retries(Http& http, const HttpRequest& request, const RetryRule& rule, Random& random,
                                       const Wait& wait, const std::stop_token& stop) {
  for (int tries = 1;; ++tries) {
    Result<HttpResponse> answer = http.send(request, stop);
    const bool was_refused = answer && (answer->status == 429 || answer->status == 503);
    const bool may_repeat = request.method != "POST" || rule.repeats_post || was_refused;
    if (tries >= rule.most_tries || !may_repeat || !is_passing_trouble(answer)) {
      return answer;
    }
    const auto time = retry_wait(rule, tries, answer, random);
    if (!time) {
      return answer;
    }
    if (!wait(*time, stop)) {
      return fail(ErrorKind::kInterrupted, "interrupted while waiting to try again");
    }
  }
}

}  // namespace ropewalk::ports
