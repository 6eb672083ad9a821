// Fuzzes what an image's bytes go through: layers (tar under gzip, zstd or nothing), rpm's headers and databases,
// dpkg's, apk's and Python's in a tree, bills of materials. The first byte says as what.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "image/oci/layer.h"
#include "image/oci/tree.h"
#include "image/packages/find_packages.h"
#include "image/packages/rpm.h"
#include "image/sbom/read_bom.h"

namespace {

using namespace ropewalk;

/// A path never leads out of the image's root.
void check_path(const std::string& path) {
  if (path.starts_with('/') || path == ".." || path.starts_with("../") || path.find("/../") != std::string::npos) {
    std::abort();
  }
}

void read_as_layer(std::string_view bytes) {
  image::LayerOptions options;
  options.has_digests = true;
  options.keeps = image::is_package_data;
  options.most_unpacked = 8U << 20U;
  options.most_kept = 1U << 20U;
  options.most_entries = 10'000;
  const auto layer = image::read_layer(bytes, "", options);
  if (layer) {
    for (const image::LayerEntry& entry : layer->entries) {
      check_path(entry.path);
    }
    image::Tree tree;
    std::vector<image::Fault> faults;
    tree.apply(*layer, 0, faults);
    for (const auto& [path, node] : tree.nodes()) {
      check_path(path);
    }
    static_cast<void>(image::find_packages(tree));
  }
}

/// The text as the database of each kind, in a tree of one layer.
void read_as_database(std::string_view text, const char* path) {
  image::Layer layer;
  image::LayerEntry entry;
  entry.path = path;
  entry.mode = 0644;
  entry.size = text.size();
  entry.content = text;
  entry.has_content = true;
  layer.entries.push_back(entry);
  image::Tree tree;
  std::vector<image::Fault> faults;
  tree.apply(layer, 0, faults);
  static_cast<void>(image::find_packages(tree));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 8) {
    case 0: read_as_layer(bytes); break;
    case 1: static_cast<void>(image::read_rpm_header(bytes)); break;
    case 2: static_cast<void>(image::read_rpm_database(bytes)); break;
    case 3: read_as_database(bytes, "var/lib/dpkg/status"); break;
    case 4: read_as_database(bytes, "lib/apk/db/installed"); break;
    case 5: read_as_database(bytes, "usr/lib/python3/site-packages/a-1.dist-info/METADATA"); break;
    case 6: read_as_database(bytes, "etc/os-release"); break;
    default:
      static_cast<void>(image::read_bom(std::make_shared<const SourceFile>("a.cdx.json", std::string(bytes))));
      break;
  }
  return 0;
}
