// Shows a build as it goes on: plain lines, each with its platform where there are several.
#pragma once

#include <mutex>
#include <string>
#include <string_view>

#include "app/image/build_image.h"
#include "cli/screen.h"

namespace ropewalk::cli {

/// What is shown of a step that has ended; nothing of one that we have put into the Dockerfile. `front` says whose it
/// is.
[[nodiscard]] std::string step_line(std::string_view front, const image::Step& step);
[[nodiscard]] std::string output_line(std::string_view front, std::string_view text);
[[nodiscard]] std::string note_line(std::string_view text);

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
  [[nodiscard]] std::string front(const image::Platform& platform) const;
  void write(const std::string& text);

  std::mutex mutex_;
  Screen screen_;
  Stream stream_;
  bool shows_platform_;
};

}  // namespace ropewalk::cli
