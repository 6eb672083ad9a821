// Where something in an image comes from: which instruction made a layer, and whether it is the base image's.
#pragma once

#include <string>

#include "image/oci/image.h"

namespace ropewalk::scan {

class LayerOrigin {
 public:
  explicit LayerOrigin(const image::ImageConfig& config);

  /// The Dockerfile's instruction as the history has it, without the shell in front: `RUN pip install x`; empty when
  /// the history does not say.
  [[nodiscard]] std::string instruction(int layer) const;
  /// How many layers at the bottom are the base image's, by the history: a base ends with a command of its own (`CMD`,
  /// `ENTRYPOINT`) that further instructions follow. 0 when it cannot be told.
  [[nodiscard]] int base_layers() const { return base_layers_; }
  /// What the image's labels say that it is built on; empty when they say nothing.
  [[nodiscard]] const std::string& base_name() const { return base_name_; }

 private:
  const image::ImageConfig& config_;
  int base_layers_ = 0;
  std::string base_name_;
};

}  // namespace ropewalk::scan
