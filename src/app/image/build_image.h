// Builds an image: from a Dockerfile and the folder around it to blobs, a manifest and its documents on this machine.
// The use case behind `ropewalk image build`; pushing and signing are others'.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "app/errors.h"
#include "app/image/mask.h"
#include "app/image/source_facts.h"
#include "app/image/store.h"
#include "app/place.h"
#include "image/build/assemble.h"
#include "image/build/builder.h"
#include "image/dockerfile/resolve.h"
#include "ports/clock.h"
#include "ports/environment.h"
#include "ports/files.h"
#include "ports/process.h"

namespace ropewalk::app {

struct ImageRequest {
  /// The context, absolute.
  std::filesystem::path folder;
  /// The Dockerfile; empty: the one of the folder.
  std::filesystem::path file;
  std::vector<std::string> platforms;
  image::dockerfile::Values arguments;
  image::Annotations labels;
  image::Annotations annotations;
  std::vector<std::string> secrets;
  std::vector<std::string> ssh;
  std::string target;
  image::Pull pull = image::Pull::kMissing;
  bool uses_cache = true;
  std::string cache_from;
  std::string cache_to;
};

/// What came of one platform.
struct PlatformImage {
  image::Platform platform;
  image::Descriptor manifest;
  image::Descriptor config;
  std::vector<image::LayerSummary> layers;
  std::chrono::milliseconds time{0};
  int steps = 0;
  int cached_steps = 0;

  /// What a registry stores of it.
  [[nodiscard]] std::uint64_t size() const;
};

struct BuiltImageSet {
  /// Of the index when there are several platforms, else of the one manifest.
  std::string digest;
  std::string media_type;
  std::vector<PlatformImage> platforms;
  SourceFacts source;
  std::string builder;
  /// The digest of the context, the Dockerfile's, and the images that it stands on (name, digest).
  std::string context_digest;
  std::string dockerfile;
  std::string dockerfile_digest;
  std::vector<std::pair<std::string, std::string>> bases;
  /// What was given another form for the builder, for the log.
  std::vector<std::string> notes;
  std::vector<std::string> warnings;
  /// Takes build secrets out of texts.
  Mask mask;
  /// Fills in `builder` and `bases`, which takes calls of the builder: only asked for a new image. Outlived by the
  /// store.
  std::function<void(BuiltImageSet& image)> describe;
  /// For an image that is not new: notes the build, so that it is known next time. `describe` does so, too.
  std::function<void()> remember = {};
};

/// Told of what happens, from several threads.
class BuildWatcher {
 public:
  virtual ~BuildWatcher() = default;
  virtual void step_started(const image::Platform& platform, const image::Step& step) = 0;
  virtual void step_ended(const image::Platform& platform, const image::Step& step) = 0;
  virtual void line(const image::Platform& platform, std::string_view text) = 0;
  virtual void note(std::string_view text) = 0;
};

struct BuildPorts {
  ports::Files& files;
  ports::Process& process;
  const ports::Environment& environment;
  const ports::Clock& clock;
};

/// Errors: all of the Dockerfile's, else the first thing that went wrong: kUsage (no Dockerfile, no stage, a secret
/// that is missing), kInvalid (a step that failed), kIncomplete (no builder), kInterrupted.
struct BuildImageResult {
  std::optional<BuiltImageSet> image;
  Errors errors;
};
[[nodiscard]] BuildImageResult build_image(const ImageRequest& request, const Place& place, ImageStore& store,
                                           BuildWatcher& watcher, const BuildPorts& ports, std::stop_token stop);

/// What files in layers have for their time: the first moment that zip archives can name in every time zone.
inline constexpr std::int64_t kLayerTime = 315619200;  // 1980-01-02T00:00:00Z

/// Marks what a build has started, with its work folder as the value.
inline constexpr std::string_view kBuildMark = "ROPEWALK_IMAGE_BUILD";
/// The word that this program gets, with the work folder behind it, when a build's process was killed.
inline constexpr std::string_view kEndImageBuild = "end-image-build";
/// Ends what a killed build has left running and removes its folder.
void end_killed_build(const std::filesystem::path& work, ports::Files& files, ports::Process& process);

}  // namespace ropewalk::app
