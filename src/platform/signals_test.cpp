// Interrupts of this very process, and of a copy where they end it.
#include "platform/signals.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <condition_variable>
#include <mutex>

namespace ropewalk::platform {
namespace {

/// Waits until a token's stop is requested.
void wait_for(const std::stop_token& token) {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::unique_lock lock(mutex);
  changed.wait(lock, token, [] { return false; });
}

TEST(RealSignals, TheFirstInterruptRequestsTheStop) {
  const RealSignals signals;
  EXPECT_FALSE(signals.interrupted().stop_requested());
  ::kill(::getpid(), SIGTERM);
  wait_for(signals.interrupted());
  EXPECT_TRUE(signals.interrupted().stop_requested());
}

TEST(RealSignals, PutsBackWhatWasThereAndCanBeMadeAgain) {
  for (int i = 0; i < 2; ++i) {
    const RealSignals signals;
    ::kill(::getpid(), SIGINT);
    wait_for(signals.interrupted());
  }
  struct sigaction action = {};
  ::sigaction(SIGINT, nullptr, &action);
  EXPECT_EQ(action.sa_handler, SIG_DFL);
}

TEST(RealSignals, AnIgnoredSignalStaysIgnored) {
  ::signal(SIGHUP, SIG_IGN);
  {
    const RealSignals signals;
    ::kill(::getpid(), SIGHUP);
    EXPECT_FALSE(signals.interrupted().stop_requested());
  }
  ::signal(SIGHUP, SIG_DFL);
}

TEST(RealSignalsDeathTest, TheSecondInterruptCallsTheHookAndEndsTheProcess) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        const RealSignals signals([] { static_cast<void>(!::write(STDERR_FILENO, "hook", 4)); });
        ::kill(::getpid(), SIGINT);
        wait_for(signals.interrupted());
        ::kill(::getpid(), SIGINT);
        ::pause();
      },
      testing::ExitedWithCode(130), "hook");
}

TEST(RealSignalsDeathTest, AThirdInterruptNeedsNoHelp) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        const RealSignals signals([] {
          for (;;) {
            ::pause();
          }
        });
        for (int i = 0; i < 3; ++i) {
          ::kill(::getpid(), SIGINT);
        }
        for (;;) {
          ::pause();
        }
      },
      testing::ExitedWithCode(130), "");
}

}  // namespace
}  // namespace ropewalk::platform
