// What a build of one target needs: which stages, and which images they stand on.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "image/dockerfile/dockerfile.h"

namespace ropewalk::image::dockerfile {

using Values = std::map<std::string, std::string, std::less<>>;

struct BuildSettings {
  /// `--build-arg`.
  Values arguments;
  /// The name or number of a stage; empty for the last.
  std::string target;
  /// `linux/arm64`: what is built for, and what it is built on.
  std::string platform;
  std::string build_platform;
};

/// An image of others that the build takes something from.
struct BaseImage {
  /// As expanded: `python:3.13-slim`.
  std::string name;
  /// Its FROM, or the COPY or RUN that takes from it.
  Span span;
  /// True when it is what a stage stands on.
  bool is_from = false;
};

struct Resolved {
  /// Stages that are needed, in the order of the file; the last one is the target.
  std::vector<std::size_t> stages;
  /// Images in the order of the file, each name once.
  std::vector<BaseImage> images;
  std::vector<Error> errors;
};

[[nodiscard]] Resolved resolve(const Dockerfile& dockerfile, const BuildSettings& settings);

/// The build arguments that every Dockerfile has without declaring a value: TARGETPLATFORM, BUILDARCH and their like.
[[nodiscard]] Values platform_arguments(std::string_view platform, std::string_view build_platform);

/// Build arguments that were given and that no ARG of the file declares: names, sorted. (Proxies are always known.)
[[nodiscard]] std::vector<std::string> unknown_arguments(const Dockerfile& dockerfile, const Values& arguments);

}  // namespace ropewalk::image::dockerfile
