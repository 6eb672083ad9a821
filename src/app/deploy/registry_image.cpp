#include "app/deploy/registry_image.h"

#include <algorithm>
#include <utility>

#include "app/image/registries.h"
#include "deploy/commit_label.h"
#include "image/manifest.h"

namespace ropewalk::app {
namespace {

/// The manifest itself, or the first of an index that is an image.
Result<image::StoredManifest> one_image(image::StoredManifest top, image::Registry& registry,
                                        const image::Reference& reference) {
  if (!image::is_index_type(top.media_type)) {
    return top;
  }
  const auto index = image::read_index(top.bytes, reference.text());
  if (!index) {
    return fail(index.error());
  }
  const auto first = std::ranges::find_if(index->manifests, [](const image::Descriptor& one) {
    return !one.platform.architecture.empty() && one.platform.architecture != "unknown";
  });
  if (first == index->manifests.end()) {
    return fail(ErrorKind::kInvalid, reference.text() + " has no image in it");
  }
  image::Reference below = reference;
  below.digest = first->digest;
  return fetch_manifest(registry, below);
}

}  // namespace

Result<RegistryImage> find_registry_image(image::Registry& registry, const image::Reference& reference) {
  auto top = fetch_manifest(registry, reference);
  if (!top) {
    return fail(std::move(top.error()));
  }
  RegistryImage found{.digest = top->digest, .commit = {}};
  const auto image = one_image(std::move(*top), registry, reference);
  const auto config = image ? fetch_config(registry, reference, *image) : fail(image.error());
  if (!config) {
    return fail(config.error());
  }
  const json::value* const inner = config->if_contains("config");
  const json::value* const labels =
      inner != nullptr && inner->is_object() ? inner->get_object().if_contains("Labels") : nullptr;
  found.commit = labels != nullptr && labels->is_object() ? deploy::commit_of_labels(labels->get_object()) : "";
  return found;
}

}  // namespace ropewalk::app
