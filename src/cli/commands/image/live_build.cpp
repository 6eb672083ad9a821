#include "cli/commands/image/live_build.h"

#include <algorithm>
#include <condition_variable>
#include <utility>

#include "base/display.h"
#include "base/strings.h"
#include "cli/commands/image/build_printer.h"

namespace ropewalk::cli {
namespace {

constexpr std::chrono::milliseconds kFrame{100};

}  // namespace

LiveBuild::LiveBuild(bool shows_platform, Outside& outside)
    : shows_platform_(shows_platform),
      outside_(outside),
      region_(outside.screen()),
      begin_(outside.clock().monotonic()) {
  outside_.keyboard().hide();
  painter_ = std::jthread([this](const std::stop_token& stop) { paint_until(stop); });
}

LiveBuild::~LiveBuild() { end(false); }

void LiveBuild::step_started(const image::Platform& platform, const image::Step& step) {
  const std::scoped_lock lock(mutex_);
  progress_.started(platform.text(), step, outside_.clock().monotonic());
}

void LiveBuild::step_ended(const image::Platform& platform, const image::Step& step) {
  const std::scoped_lock lock(mutex_);
  progress_.ended(platform.text(), step, outside_.clock().monotonic());
  // One row each: what is long goes on in the Dockerfile.
  const std::string text = step_line(shows_platform_ ? platform.text() + " " : "", step);
  const auto columns = static_cast<std::size_t>(std::max(outside_.screen().size().columns, 1));
  above_ += text.empty() ? text : shortened(text.substr(0, text.size() - 1), columns) + "\n";
}

void LiveBuild::line(const image::Platform& platform, std::string_view text) {
  if (trim(text).empty()) {
    return;
  }
  const std::scoped_lock lock(mutex_);
  progress_.printed(platform.text(), text);
}

void LiveBuild::note(std::string_view text) {
  const std::scoped_lock lock(mutex_);
  above_ += note_line(text);
}

void LiveBuild::end(bool has_failed) {
  if (!painter_.joinable()) {
    return;
  }
  painter_.request_stop();
  painter_.join();
  region_.clear();
  outside_.keyboard().show();
  if (has_failed) {
    for (const PlatformProgress& platform : progress_.platforms()) {
      for (const std::string& text : platform.output) {
        above_ += output_line(shows_platform_ ? platform.platform + " " : "", text);
      }
    }
  }
  outside_.screen().print(std::exchange(above_, {}));
}

void LiveBuild::paint_until(const std::stop_token& stop) {
  std::condition_variable_any wake;
  while (!stop.stop_requested()) {
    std::unique_lock lock(mutex_);
    Screen screen = outside_.screen();
    if (outside_.signals().interrupted().stop_requested()) {
      region_.keep_cursor();
      outside_.keyboard().show();
    }
    region_.paint(build_lines(progress_, screen.size(), begin_, outside_.clock().monotonic(), screen.palette()),
                  std::exchange(above_, {}));
    wake.wait_for(lock, stop, kFrame, [] { return false; });
  }
}

}  // namespace ropewalk::cli
