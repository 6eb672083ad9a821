// What builds images: a program found on this machine, behind one interface.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "image/dockerfile/resolve.h"
#include "image/manifest.h"
#include "ports/clock.h"
#include "ports/environment.h"
#include "ports/files.h"
#include "ports/process.h"

namespace ropewalk::image {

/// When a base image is looked for in its registry.
enum class Pull { kMissing, kAlways, kNever };

struct BuildRequest {
  Platform platform;
  /// The context as a tar archive, the Dockerfile in it (kDockerfileInContext).
  std::string archive;
  dockerfile::Values arguments;
  /// As `--secret` and `--ssh` take them: `id=token,src=/path`.
  std::vector<std::string> secrets;
  std::vector<std::string> ssh;
  /// Of the files in new layers, in seconds since 1970.
  std::int64_t time = 0;
  Pull pull = Pull::kMissing;
  bool uses_cache = true;
  /// Repositories that layers are taken from and kept in; empty for none.
  std::string cache_from;
  std::string cache_to;
  /// Names of the images that the build stands on.
  std::vector<std::string> bases;
  /// A folder of its own for what the build leaves until its layers have been taken.
  std::filesystem::path work;
};

/// One instruction as it is carried out.
struct Step {
  /// Of its stage and within it, from 1.
  int stage = 1;
  int number = 0;
  int total = 0;
  std::string text;
  bool is_cached = false;
  std::chrono::milliseconds time{0};
};

/// Called as things happen, from the thread that builds.
struct BuildSink {
  std::function<void(const Step& step)> on_start;
  std::function<void(const Step& step)> on_end;
  std::function<void(std::string_view line)> on_line;
};

struct BuildOutcome {
  /// What the program calls the image.
  std::string id;
  std::vector<Step> steps;
};

/// An image as it came out: its configuration (docker's form), and how to get at its layers.
struct BuiltImage {
  json::object config;
  /// `sha256:…`, from the bottom.
  std::vector<std::string> diff_ids;
};

/// An image that others stand on.
struct StoredBase {
  /// What the program calls it.
  std::string id = {};
  /// `sha256:…`, of its manifest.
  std::string digest = {};
};

class Builder {
 public:
  virtual ~Builder() = default;
  /// `buildah 1.28.2`.
  [[nodiscard]] virtual std::string name() = 0;
  /// Errors: kInvalid with the step that failed in its message, kInterrupted.
  [[nodiscard]] virtual Result<BuildOutcome> build(const BuildRequest& request, const BuildSink& sink,
                                                   std::stop_token stop) = 0;
  [[nodiscard]] virtual Result<BuiltImage> inspect(const std::string& id, std::stop_token stop) = 0;
  /// The archive of a layer, not packed: from what the build left in `work`, else from the program's storage (which
  /// writes all layers there). Errors: kInternal.
  [[nodiscard]] virtual Result<std::filesystem::path> layer(const std::string& id, const std::string& diff_id,
                                                            const std::filesystem::path& work,
                                                            std::stop_token stop) = 0;
  /// Another one when the program has changed: costs no call of it. Empty where that cannot be known.
  [[nodiscard]] virtual std::string identity() = 0;
  /// What a base image is in this program's storage, for this machine's platform; empty where it does not say.
  [[nodiscard]] virtual StoredBase base(const std::string& name, std::stop_token stop) = 0;
};

/// The builder that this machine has. Errors: kIncomplete with how to install one.
[[nodiscard]] Result<std::unique_ptr<Builder>> find_builder(ports::Process& process, ports::Files& files,
                                                            const ports::Environment& environment,
                                                            const ports::Clock& clock);

}  // namespace ropewalk::image
