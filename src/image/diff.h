// What differs between two images: their configuration, their layers, the files in layers that differ, and why where
// that can be told from the files.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "image/oci/fault.h"

namespace ropewalk::image {

/// One of the two images.
struct DiffSide {
  std::string digest;
  /// The configuration document.
  json::object config;
  struct LayerSource {
    std::string digest;
    std::string diff_id;
    /// The blob, packed or not.
    std::function<Result<std::string>()> read;
  };
  std::vector<LayerSource> layers;
};

struct LayerDifference {
  int index = 0;
  /// Digests; empty where the image has no such layer.
  std::string a;
  std::string b;
  bool is_same = false;
  /// The same files, packed in another way.
  bool has_same_content = false;
  std::string created_by;
};

struct FileDifference {
  std::string path;
  int layer = 0;
  /// `added`, `removed`, `content`, `mode`, `owner`, `time`, `type`, `target`, `order`.
  std::string kind;
  /// The two values: digests, modes, owners, times.
  std::string a;
  std::string b;
  std::string why;
};

struct ConfigDifference {
  /// `config.Labels.org.opencontainers.image.revision`.
  std::string path;
  std::string a;
  std::string b;
};

struct ImageDifference {
  std::vector<LayerDifference> layers;
  std::vector<FileDifference> files;
  std::vector<ConfigDifference> config;

  [[nodiscard]] bool is_same() const;
};

/// Errors: those of reading a layer.
[[nodiscard]] Result<ImageDifference> diff_images(const DiffSide& a, const DiffSide& b);

/// Why two contents of one file may differ, as a sentence; empty when it cannot be told.
[[nodiscard]] std::string explain_difference(std::string_view path, std::string_view a, std::string_view b);

}  // namespace ropewalk::image
