// A build on a terminal: the steps that ended stay above, and below them the stages of all platforms are painted side
// by side over and over. What a step prints is shown as its last line, and whole where the step failed.
#pragma once

#include <mutex>
#include <string>
#include <thread>

#include "app/image/build_image.h"
#include "cli/commands/image/build_progress.h"
#include "cli/console/live_region.h"
#include "cli/outside.h"

namespace ropewalk::cli {

/// Paints on a thread of its own from its making to `end`.
class LiveBuild final : public app::BuildWatcher {
 public:
  LiveBuild(bool shows_platform, Outside& outside);
  ~LiveBuild() override;
  LiveBuild(const LiveBuild&) = delete;
  LiveBuild& operator=(const LiveBuild&) = delete;

  void step_started(const image::Platform& platform, const image::Step& step) override;
  void step_ended(const image::Platform& platform, const image::Step& step) override;
  void line(const image::Platform& platform, std::string_view text) override;
  void note(std::string_view text) override;

  /// The terminal is as it was, with the lines that stay; after a failure with what the steps had printed.
  void end(bool has_failed);

 private:
  void paint_until(const std::stop_token& stop);

  bool shows_platform_;
  Outside& outside_;
  LiveRegion region_;
  BuildTime begin_;
  std::mutex mutex_;
  BuildProgress progress_;
  std::string above_;
  std::jthread painter_;
};

}  // namespace ropewalk::cli
