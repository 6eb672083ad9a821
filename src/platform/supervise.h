// Watches one running program to its end: its outputs, its deadline, a stop request.
#pragma once

#include <functional>
#include <stop_token>
#include <vector>

#include "platform/background_reader.h"
#include "platform/spawn.h"

namespace ropewalk::platform {

/// One output of a program, and who gets its bytes.
struct OutputPipe {
  Descriptor pipe;
  std::function<void(std::string_view)> on_bytes;
};

/// Returns when the program has ended and its outputs were read to their end, or for `request.stream_grace`. At the
/// deadline or a stop request the whole group gets SIGINT, then SIGTERM, then SIGKILL, by `request.grace`. What is left
/// of the group in the end is killed, unless `request.keeps_background`; pipes that are still held open go to
/// `background`.
[[nodiscard]] Result<ports::ProcessOutcome> supervise(Child child, std::vector<OutputPipe> outputs,
                                                      const ports::ProcessRequest& request, const std::stop_token& stop,
                                                      BackgroundReader& background);

}  // namespace ropewalk::platform
