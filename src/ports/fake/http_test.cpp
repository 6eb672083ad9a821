#include <gtest/gtest.h>

#include <thread>

#include "ports/fake/clock.h"
#include "ports/fake/http.h"
#include "ports/fake/random.h"
#include "ports/http_retry.h"

namespace ropewalk::ports {
namespace {

using std::chrono::milliseconds;

TEST(SendWithRetries, WaitsLongerEachTimeAndObeysRetryAfter) {
  FakeHttp http;
  FakeRandom random;
  int calls = 0;
  http.on("https://x/", [&](const HttpRequest&) -> Result<HttpResponse> {
    switch (++calls) {
      case 1: return fail(ErrorKind::kIncomplete, "cut off");
      case 2: return HttpResponse{.status = 503};
      case 3: return HttpResponse{.status = 429, .headers = {{"Retry-After", "1.5"}}};
      default: return HttpResponse{.status = 200};
    }
  });
  std::vector<milliseconds> waits;
  const Wait wait = [&](milliseconds time, const std::stop_token&) {
    waits.push_back(time);
    return true;
  };
  const auto answer = send_with_retries(http, {.url = "https://x/"}, {}, random, wait, {});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  ASSERT_EQ(waits.size(), 3U);
  EXPECT_TRUE(waits[0] >= milliseconds(250) && waits[0] <= milliseconds(500));
  EXPECT_TRUE(waits[1] >= milliseconds(500) && waits[1] <= milliseconds(1000));
  EXPECT_EQ(waits[2], milliseconds(1500));
}

TEST(SendWithRetries, APostWhoseAnswerDidNotComeIsNotSentAgain) {
  FakeHttp http;
  FakeRandom random;
  const Wait wait = [](milliseconds, const std::stop_token&) { return true; };
  static_cast<void>(send_with_retries(http, {.method = "POST", .url = "https://x/"}, {}, random, wait, {}));
  EXPECT_EQ(http.requests().size(), 1U);
  static_cast<void>(
      send_with_retries(http, {.method = "POST", .url = "https://x/"}, {.repeats_post = true}, random, wait, {}));
  EXPECT_EQ(http.requests().size(), 6U);
}

TEST(SendWithRetries, WhatIsRefusedForGoodOrAskedForTooLateIsNotTriedAgain) {
  FakeHttp http;
  FakeRandom random;
  const Wait wait = [](milliseconds, const std::stop_token&) { return true; };
  http.on("https://x/", 404);
  EXPECT_EQ(send_with_retries(http, {.url = "https://x/"}, {}, random, wait, {})->status, 404);
  http.on("https://x/", [](const HttpRequest&) {
    return Result<HttpResponse>(HttpResponse{.status = 429, .headers = {{"retry-after", "3600"}}});
  });
  EXPECT_EQ(send_with_retries(http, {.url = "https://x/"}, {}, random, wait, {})->status, 429);
  EXPECT_EQ(http.requests().size(), 2U);
}

TEST(WaitOn, EndsWithTheClockOrTheStop) {
  FakeClock clock;
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(wait_on(clock)(milliseconds(1), stop.get_token()));
  const std::jthread mover([&](const std::stop_token& end) {
    while (!end.stop_requested()) {
      clock.advance(milliseconds(1));
    }
  });
  EXPECT_TRUE(wait_on(clock)(milliseconds(1), {}));
}

}  // namespace
}  // namespace ropewalk::ports
