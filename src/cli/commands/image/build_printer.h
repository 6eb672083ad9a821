// Shows a build as it goes on: plain lines, each with its platform where there are several.
#pragma once

#include <mutex>

#include "app/image/build_image.h"
#include "cli/screen.h"

namespace ropewalk::cli {

class BuildPrinter final : public app::BuildWatcher {
 public:
  /// With `shows_platform` each line says whose it is. `is_quiet` shows nothing but notes.
  BuildPrinter(Screen screen, Stream stream, bool shows_platform)
      : screen_(screen), stream_(stream), shows_platform_(shows_platform) {}

  void step_started(const image::Platform& platform, const image::Step& step) override;
  void step_ended(const image::Platform& platform, const image::Step& step) override;
  void line(const image::Platform& platform, std::string_view text) override;
  void note(std::string_view text) override;

 private:
  void write(const image::Platform* platform, const std::string& text);

  std::mutex mutex_;
  Screen screen_;
  Stream stream_;
  bool shows_platform_;
};

}  // namespace ropewalk::cli
