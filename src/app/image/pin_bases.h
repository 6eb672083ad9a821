// Base images by their digests: a Dockerfile gets them written in, and is told when a tag has moved since.
#pragma once

#include <string>
#include <vector>

#include "app/image/registries.h"
#include "base/result.h"
#include "base/source.h"
#include "image/dockerfile/dockerfile.h"

namespace ropewalk::app {

struct PinnedBase {
  /// `python:3.13-slim`.
  std::string name;
  /// What the Dockerfile has; empty when it has no digest.
  std::string before;
  /// What the registry has now.
  std::string now;
};

struct Pins {
  std::vector<PinnedBase> bases;
  /// The Dockerfile with the digests of now.
  std::string text;
  /// Bases that could not be pinned, as sentences.
  std::vector<std::string> left;
};

/// Asks the registries. Bases that are stages, `scratch`, of this machine (localhost) or made of arguments are left as
/// they are. Errors: those of a registry, with the place of the FROM.
[[nodiscard]] Result<Pins> pin_bases(const image::dockerfile::Dockerfile& dockerfile, const RegistryPorts& ports,
                                     std::stop_token stop);

}  // namespace ropewalk::app
