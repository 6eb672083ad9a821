// What a build will do, before anything is built: the Dockerfile read and rewritten, the context packed, git asked.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/image/build_image.h"
#include "app/image/mask.h"
#include "image/context/context.h"
#include "image/dockerfile/resolve.h"

namespace ropewalk::app {

struct PlatformPlan {
  image::Platform platform;
  image::Context context;
  std::vector<image::dockerfile::BaseImage> bases;
  /// True when the context and the bases say all that the image is made of: it is for this machine, and no ADD brings
  /// anything from elsewhere.
  bool is_settled = false;
  /// What each step of each stage is in the Dockerfile.
  std::vector<std::vector<Span>> steps = {};
};

struct BuildPlan {
  std::vector<PlatformPlan> platforms;
  SourceFacts source;
  image::Annotations labels;
  image::Annotations annotations;
  /// As the builder takes them, with absolute paths.
  std::vector<std::string> secrets;
  Mask mask;
  /// As the user would name it.
  std::string dockerfile;
  std::string dockerfile_digest;
  SourceFilePtr dockerfile_text;
  std::vector<std::string> notes;
  std::vector<std::string> warnings;
};

/// The Dockerfile that a request means, read.
struct DockerfileRead {
  std::filesystem::path path;
  image::dockerfile::Dockerfile dockerfile;
  Errors errors;
};
[[nodiscard]] DockerfileRead read_dockerfile_of(const ImageRequest& request, const ports::Files& files,
                                                const ports::Environment& environment);

struct BuildPlanResult {
  std::optional<BuildPlan> plan;
  Errors errors;
};
[[nodiscard]] BuildPlanResult plan_build(const ImageRequest& request, const Place& place, const BuildPorts& ports);

}  // namespace ropewalk::app
