// An image as it lies on a disk: its configuration and its layers, found and proven by their digests.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "image/oci/fault.h"
#include "image/oci/layer.h"
#include "ports/files.h"

namespace ropewalk::image {

/// A piece of memory with what keeps it there.
struct Blob {
  std::shared_ptr<const std::string> owner;
  std::string_view bytes;
};

/// One line of an image's history: what made a layer, or changed only the configuration.
struct HistoryStep {
  std::string created_by;
  std::string comment;
  bool is_empty_layer = false;
};

/// The part of the configuration that describes how the image runs and came to be (OCI config.md).
struct ImageConfig {
  std::string os;
  std::string architecture;
  std::string variant;
  std::string created;
  std::string user;
  std::string working_directory;
  std::vector<std::string> environment;
  std::vector<std::string> entrypoint;
  std::vector<std::string> command;
  std::vector<std::string> exposed_ports;
  std::vector<std::pair<std::string, std::string>> labels;
  bool has_health_check = false;
  std::vector<std::string> diff_ids;
  std::vector<HistoryStep> history;
  /// The whole document as it is.
  json::object document;

  /// The step that made a layer; null when the history says less than there are layers.
  [[nodiscard]] const HistoryStep* step_of_layer(int layer) const;
  /// `linux/arm64/v8`.
  [[nodiscard]] std::string platform() const;
};

/// A layer that is still packed.
struct PackedLayer {
  /// Of the blob (`sha256:…`); empty where the form of the image states none.
  std::string digest;
  std::string media_type;
  /// Reads the blob and proves its digest. Faults: kMissing, kDigestMismatch, kUnreadable.
  std::function<Outcome<Blob>()> read;
};

enum class ImageForm { kOciLayout, kDockerArchive, kRootFiles };

struct Image {
  ImageForm form = ImageForm::kOciLayout;
  ImageConfig config;
  std::vector<PackedLayer> layers;
  /// Of the manifest (`sha256:…`), what others call the image by; empty in a docker archive.
  std::string digest;
  /// Names and tags that the layout gives it.
  std::vector<std::string> names;
  /// Of the manifest, in its order.
  std::vector<std::pair<std::string, std::string>> annotations;
  /// Of a folder or an archive of files: one layer, read already.
  std::optional<Layer> files;
  /// Reads those files again; null in the other forms.
  std::function<Outcome<Layer>(const LayerOptions& options)> read_files;
};

/// Which of several images is meant.
struct Selection {
  /// `linux/amd64`; empty: this machine's where there is one, else the only one.
  std::string platform;
  /// A name or tag; empty: the only one.
  std::string tag;
  /// `linux/amd64` of this machine, for an empty `platform`.
  std::string own_platform;
};

/// Reads what `path` is: a folder with an OCI layout, an archive of one, a docker archive, an archive of files, or a
/// folder of files (a root file system). `options` say what is kept of the last two. Faults: kUnreadable, kDamaged,
/// kMissing, kDigestMismatch of a manifest or configuration, kNotChosen with the choices in the message.
[[nodiscard]] Outcome<Image> open_image(const ports::Files& files, const ports::Path& path, const Selection& selection,
                                        const LayerOptions& options);

/// Reads a configuration's document (OCI config.md; docker's has the same form).
[[nodiscard]] ImageConfig read_image_config(json::object document);

}  // namespace ropewalk::image
