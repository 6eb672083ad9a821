#include "app/scan/built_image.h"

#include "app/folders.h"
#include "app/image/image_sources.h"
#include "app/image/store.h"
#include "base/json.h"
#include "image/manifest.h"

namespace ropewalk::app {

Result<std::optional<std::filesystem::path>> built_image(const std::string& reference,
                                                         const std::filesystem::path& folder, const ScanPorts& ports) {
  const ImageStore store(folders(ports.environment).cache / "images", ports.files);
  const std::string digest = reference.substr(reference.rfind('@') + 1);
  if (!image::is_digest(digest) || !store.has(digest)) {
    return std::nullopt;
  }
  const auto manifest = StoreSource(store).manifest(digest);
  if (!manifest) {
    return fail(manifest.error());
  }
  const std::filesystem::path layout = folder / "layout";
  const json::object index = {{"schemaVersion", 2},
                              {"manifests", json::array{{{"mediaType", manifest->media_type},
                                                         {"digest", manifest->digest},
                                                         {"size", manifest->bytes.size()}}}}};
  if (auto written = ports.files.write(layout / "oci-layout", R"({"imageLayoutVersion":"1.0.0"})"); !written) {
    return fail(std::move(written.error()));
  }
  if (auto written = ports.files.write(layout / "index.json", to_json_text(index)); !written) {
    return fail(std::move(written.error()));
  }
  if (auto linked = ports.files.make_symlink(store.folder() / "blobs", layout / "blobs"); !linked) {
    return fail(std::move(linked.error()));
  }
  return layout;
}

}  // namespace ropewalk::app
