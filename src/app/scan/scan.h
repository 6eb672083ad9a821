// The use cases behind `ropewalk scan`: each takes its options and the ports, and returns what one scanner has to say.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/place.h"
#include "config/config.h"
#include "ports/clock.h"
#include "ports/environment.h"
#include "ports/files.h"
#include "ports/object_store.h"
#include "ports/process.h"
#include "scan/core/finding.h"

namespace ropewalk::app {

/// What scanners use from outside. All of it outlives the scan.
struct ScanPorts {
  ports::Files& files;
  ports::Process& process;
  ports::Environment& environment;
  ports::Clock& clock;
  ports::ObjectStores& object_stores;
  /// Where paths count from, and the settings of the repository.
  const Place& place;
  const config::Config& config;
  /// Of the program.
  std::string_view version;
  /// All of standard input.
  std::function<Result<std::string>()> read_input;
};

}  // namespace ropewalk::app
