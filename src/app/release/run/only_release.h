// One release at a time in a repository, and what the one before has left when it was killed.
//
// Git leaves the files by which it locks its index and refs when it is killed, and refuses to write ever after. A file
// of ours in the git folder, which is there and locked while a release is made, tells the next one that the last was
// cut off: then, and only then, locks that have not been touched for a moment are those of a git that is no more.
#pragma once

#include <memory>
#include <stop_token>

#include "app/release/run/step.h"
#include "release/git.h"

namespace ropewalk::app {

class OnlyRelease {
 public:
  /// Errors: kIncomplete while another release is made in this repository, kInterrupted.
  [[nodiscard]] static Result<std::unique_ptr<OnlyRelease>> begin(const release::Git& git, const ReleasePorts& ports,
                                                                  std::stop_token stop);
  ~OnlyRelease();
  OnlyRelease(const OnlyRelease&) = delete;
  OnlyRelease& operator=(const OnlyRelease&) = delete;

 private:
  OnlyRelease(std::filesystem::path file, std::unique_ptr<ports::FileLock> lock, ports::Files& files)
      : file_(std::move(file)), lock_(std::move(lock)), files_(files) {}

  std::filesystem::path file_;
  std::unique_ptr<ports::FileLock> lock_;
  ports::Files& files_;
};

}  // namespace ropewalk::app
