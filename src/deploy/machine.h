// The parts of the outside that deployments use on a machine.
#pragma once

#include "ports/clock.h"
#include "ports/environment.h"
#include "ports/files.h"
#include "ports/http.h"
#include "ports/loopback.h"
#include "ports/process.h"
#include "ports/services.h"

namespace ropewalk::deploy {

/// What it refers to lives longer; cheap to copy.
struct Machine {
  ports::Files& files;
  ports::Process& process;
  ports::Services& services;
  ports::Loopback& loopback;
  ports::Clock& clock;
  ports::Environment& environment;
  /// Where clusters are asked; null where none is.
  ports::Http* http = nullptr;
};

}  // namespace ropewalk::deploy
