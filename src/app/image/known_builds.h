// Builds of which nothing has changed: the same context, Dockerfile, arguments and bases by the same program. The
// program would look at each step and come to the image that it came to before; that takes it a quarter of a second.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "app/image/build_plan.h"
#include "app/image/store.h"
#include "image/build/builder.h"

namespace ropewalk::app {

struct KnownBuild {
  /// What the builder calls the image.
  std::string id;
  std::vector<image::Step> steps;
};

/// Names a build by all that it is made of but its bases. Empty for one that has to be carried out: without the cache
/// or with another's, with bases that are looked for each time, for another machine's platform, or with an ADD from
/// elsewhere.
[[nodiscard]] std::string known_key(const ImageRequest& request, const BuildPlan& build, const PlatformPlan& plan,
                                    image::Builder& builder);

/// The build of this name, when its bases are still the same images. Costs a call of the builder for each base that is
/// not named by its digest; nothing when there was no such build.
[[nodiscard]] std::optional<KnownBuild> find_known(const std::string& key, const PlatformPlan& plan,
                                                   image::Builder& builder, const ImageStore& store,
                                                   std::stop_token stop);

/// `bases` are names with what the builder calls their images; one that it has no name for keeps the build from being
/// known.
void keep_known(const std::string& key, const KnownBuild& build,
                const std::vector<std::pair<std::string, std::string>>& bases, ImageStore& store);

}  // namespace ropewalk::app
