#include "app/image/build_json.h"

namespace ropewalk::app {
namespace {

json::object to_json(const PlatformImage& one) {
  json::array layers;
  for (const image::LayerSummary& layer : one.layers) {
    layers.push_back(json::object{{"digest", layer.descriptor.digest},
                                  {"size", layer.descriptor.size},
                                  {"diff_id", layer.diff_id},
                                  {"created_by", layer.created_by}});
  }
  return {{"platform", one.platform.text()},
          {"digest", one.manifest.digest},
          {"size", one.size()},
          {"seconds", static_cast<double>(one.time.count()) / 1000},
          {"steps", one.steps},
          {"cached_steps", one.cached_steps},
          {"layers", std::move(layers)}};
}

}  // namespace

json::object to_json(const BuiltImageSet& image) {
  json::array platforms;
  for (const PlatformImage& one : image.platforms) {
    platforms.push_back(to_json(one));
  }
  json::array notes(image.notes.begin(), image.notes.end());
  return {{"digest", image.digest}, {"platforms", std::move(platforms)}, {"notes", std::move(notes)}};
}

}  // namespace ropewalk::app
