#include "deploy/machine_load.h"

#include <charconv>

#include "base/strings.h"

namespace ropewalk::deploy {
namespace {

constexpr double kOverloaded = 3;
/// The part of the latest look; there are about ten in a second.
constexpr double kLatest = 0.15;

}  // namespace

double runnable_for_each_processor(std::string_view text) {
  constexpr std::string_view kProcessor = "cpu";
  constexpr std::string_view kRunning = "procs_running ";
  int processors = 0;
  int running = 0;
  for (const std::string_view line : split_lines(text)) {
    const bool is_processor =
        line.starts_with(kProcessor) && line.size() > kProcessor.size() && line[kProcessor.size()] != ' ';
    processors += is_processor ? 1 : 0;
    if (line.starts_with(kRunning)) {
      std::from_chars(line.data() + kRunning.size(), line.data() + line.size(), running);
    }
  }
  return processors == 0 ? 0 : static_cast<double>(running) / processors;
}

void MachineLoad::look(const ports::Files& files) {
  const auto text = files.read("/proc/stat");
  if (!text) {
    return;
  }
  const double now = runnable_for_each_processor(*text);
  runnable_each_ = is_known_ ? runnable_each_ + kLatest * (now - runnable_each_) : now;
  is_known_ = true;
}

bool MachineLoad::is_overloaded() const { return runnable_each_ > kOverloaded; }

}  // namespace ropewalk::deploy
