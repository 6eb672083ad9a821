// Makes an image of the OCI image specification from what a builder built: its layers packed the same way everywhere,
// its configuration without what differs between machines, its manifest.
//
// A builder's own configuration and packing depend on its version, the host and the moment. So both are made anew: of
// the configuration only what the specification names is kept, with the times of the commit; layers are packed by
// image/gzip.h, each once.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "image/build/builder.h"
#include "image/manifest.h"

namespace ropewalk::image {

struct ConfigSettings {
  Platform platform;
  /// RFC 3339, of the commit.
  std::string created;
  /// Set over what the Dockerfile and the base have.
  Annotations labels;
  /// Set where neither has them.
  Annotations default_labels;
  /// The value of SOURCE_DATE_EPOCH that was put in: left out of the variables and of the history.
  std::int64_t epoch = 0;
};

/// The configuration document.
[[nodiscard]] std::string make_config(const json::object& docker_config, const ConfigSettings& settings);

/// A layer as it is in the manifest, with what is told of it.
struct LayerSummary {
  Descriptor descriptor;
  std::string diff_id;
  /// What made it.
  std::string created_by;
};

/// What made each layer, from a configuration's history; empty where it does not say.
[[nodiscard]] std::vector<std::string> layer_origins(const json::object& config, std::size_t layers);

}  // namespace ropewalk::image
