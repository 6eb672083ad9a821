// Reads and drops what processes still write after their step is over.
#pragma once

#include <mutex>
#include <thread>
#include <vector>

#include "platform/descriptor.h"

namespace ropewalk::platform {

/// A server that a step started in the background goes on writing to the step's pipe. Were the pipe closed, SIGPIPE
/// would end the server before the next step uses it; were it not read, the server would block. So one thread, started
/// with the first such pipe, reads all of them until they end. The destructor stops the thread and closes the pipes.
class BackgroundReader {
 public:
  BackgroundReader() = default;
  ~BackgroundReader();
  BackgroundReader(const BackgroundReader&) = delete;
  BackgroundReader& operator=(const BackgroundReader&) = delete;

  void take(Descriptor pipe);

 private:
  void read_all();
  void wake() const;

  std::mutex mutex_;
  std::vector<Descriptor> arrived_;
  bool is_stopping_ = false;
  Descriptor wakeup_;
  std::thread thread_;
};

}  // namespace ropewalk::platform
