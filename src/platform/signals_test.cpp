// Interrupts of this very process, and of a copy where they end it.
#include "platform/signals.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <future>
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

TEST(RealSignals, TheSecondInterruptKillsAndForcesAndFurtherOnesChangeNothing) {
  std::atomic<int> kills = 0;
  {
    const RealSignals signals({.kill = [&] { ++kills; }, .patience = std::chrono::hours(1)});
    for (int i = 0; i < 5; ++i) {
      ::kill(::getpid(), SIGINT);
    }
    wait_for(signals.forced());
    wait_for(signals.interrupted());
  }
  EXPECT_EQ(kills, 1);
}

TEST(RealSignals, AStopThatHangsDoesNotKeepTheSecondInterruptFromBeingHeard) {
  const RealSignals signals({.patience = std::chrono::hours(1)});
  std::promise<void> released;
  const std::stop_callback hangs(signals.interrupted(), [&] { released.get_future().wait(); });
  ::kill(::getpid(), SIGINT);
  ::kill(::getpid(), SIGINT);
  wait_for(signals.forced());
  released.set_value();
}

TEST(RealSignalsDeathTest, AProcessThatDoesNotLeaveAfterTheSecondInterruptIsEnded) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        const RealSignals signals({.kill =
                                       [] {
                                         for (;;) {
                                           ::pause();
                                         }
                                       },
                                   .patience = std::chrono::milliseconds(10),
                                   .give_up = [] { static_cast<void>(!::write(STDERR_FILENO, "gave up", 7)); }});
        for (int i = 0; i < 3; ++i) {
          ::kill(::getpid(), SIGINT);
        }
        for (;;) {
          ::pause();
        }
      },
      testing::ExitedWithCode(130), "gave up");
}

}  // namespace
}  // namespace ropewalk::platform
