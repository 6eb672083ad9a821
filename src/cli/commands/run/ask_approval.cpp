#include "cli/commands/run/ask_approval.h"

#include <condition_variable>
#include <mutex>

namespace ropewalk::cli {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLook{100};

void listen(app::RunGates& gates, ports::TypedLines& typed, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any condition;
  bool was_waiting = false;
  while (!stop.stop_requested()) {
    if (!gates.waits_for_word()) {
      was_waiting = false;
      std::unique_lock lock(mutex);
      condition.wait_for(lock, stop, kLook, [] { return false; });
      continue;
    }
    // What was typed before there was a question is no answer.
    while (!was_waiting && typed.next(milliseconds(1), stop)) {
    }
    was_waiting = true;
    const auto line = typed.next(kLook, stop);
    if (line == "y" || line == "yes") {
      gates.say(deploy::VoteKind::kApprove);
    } else if (line == "n" || line == "no") {
      gates.say(deploy::VoteKind::kReject);
    }
  }
}

}  // namespace

ApprovalListener::ApprovalListener(app::RunGates& gates, ports::TypedLines& typed)
    : thread_([&gates, &typed](const std::stop_token& stop) { listen(gates, typed, stop); }) {}

}  // namespace ropewalk::cli
