#include "app/image/open_side.h"

#include <fmt/format.h>

#include "app/image/image_sources.h"
#include "image/oci/image.h"

namespace ropewalk::app {
namespace {

std::string own_platform(const ports::Environment& environment) {
  const std::string name = environment.architecture();
  return fmt::format("linux/{}", name == "X64" ? "amd64" : name == "ARM64" ? "arm64" : name == "ARM" ? "arm" : "386");
}

/// The manifest of a platform: the index's own one for it, or the manifest itself.
Result<image::StoredManifest> choose(image::StoredManifest stored, const std::string& platform, ImageSource& source) {
  if (!image::is_index_type(stored.media_type)) {
    return stored;
  }
  const auto index = image::read_index(stored.bytes, stored.digest);
  if (!index) {
    return fail(index.error());
  }
  for (const image::Descriptor& one : index->manifests) {
    if (one.platform.text() == platform) {
      return source.manifest(one.digest);
    }
  }
  return fail(ErrorKind::kUsage, fmt::format("{} has nothing for {}", stored.digest, platform),
              "choose one with --platform");
}

Result<image::DiffSide> side_of(const image::StoredManifest& stored, std::shared_ptr<ImageSource> source) {
  const auto manifest = image::read_manifest(stored.bytes, stored.digest);
  if (!manifest) {
    return fail(manifest.error());
  }
  const auto config = source->blob(manifest->config);
  if (!config) {
    return fail(config.error());
  }
  auto parsed = parse_json(*config, "configuration");
  if (!parsed || !parsed->is_object()) {
    return fail(ErrorKind::kInvalid, fmt::format("{} has no configuration of an image", stored.digest));
  }
  image::DiffSide side{.digest = stored.digest, .config = parsed->get_object(), .layers = {}};
  const image::ImageConfig facts = image::read_image_config(side.config);
  for (std::size_t i = 0; i < manifest->layers.size(); ++i) {
    const image::Descriptor layer = manifest->layers[i];
    side.layers.push_back({.digest = layer.digest,
                           .diff_id = i < facts.diff_ids.size() ? facts.diff_ids[i] : "",
                           .read = [source, layer] { return source->blob(layer); }});
  }
  return side;
}

Error to_error(const image::Fault& fault, const std::string& text) {
  return {fault.kind == image::FaultKind::kNotChosen ? ErrorKind::kUsage : ErrorKind::kInvalid,
          fmt::format("{}: {}", text, fault.message),
          {}};
}

Result<image::DiffSide> side_of_files(const std::string& text, const std::string& platform,
                                      const RegistryPorts& ports) {
  const auto opened =
      image::open_image(ports.files, ports.environment.current_directory() / text,
                        {.platform = platform, .tag = {}, .own_platform = own_platform(ports.environment)}, {});
  if (!opened) {
    return fail(to_error(opened.error(), text));
  }
  image::DiffSide side{.digest = opened->digest, .config = opened->config.document, .layers = {}};
  for (std::size_t i = 0; i < opened->layers.size(); ++i) {
    const image::PackedLayer layer = opened->layers[i];
    side.layers.push_back({.digest = layer.digest,
                           .diff_id = i < opened->config.diff_ids.size() ? opened->config.diff_ids[i] : "",
                           .read = [layer, text]() -> Result<std::string> {
                             const auto blob = layer.read();
                             return blob ? Result<std::string>(std::string(blob->bytes))
                                         : Result<std::string>(fail(to_error(blob.error(), text)));
                           }});
  }
  return side;
}

/// Keeps a registry open for as long as a side reads from it.
class OwnedRegistrySource final : public ImageSource {
 public:
  OwnedRegistrySource(std::unique_ptr<image::Registry> registry, const std::string& repository)
      : registry_(std::move(registry)), source_(*registry_, repository) {}
  [[nodiscard]] Result<image::StoredManifest> manifest(const std::string& digest) override {
    return source_.manifest(digest);
  }
  [[nodiscard]] Result<std::string> blob(const image::Descriptor& blob) override { return source_.blob(blob); }
  [[nodiscard]] std::string mountable_from(const image::Registry& target) const override {
    return source_.mountable_from(target);
  }
  [[nodiscard]] image::Registry& registry() { return *registry_; }

 private:
  std::unique_ptr<image::Registry> registry_;
  RegistrySource source_;
};

}  // namespace

Result<image::DiffSide> open_side(const std::string& text, const std::string& platform, const ImageStore& store,
                                  const std::optional<image::Credentials>& credentials, const RegistryPorts& ports,
                                  std::stop_token stop) {
  const std::string wanted = platform.empty() ? own_platform(ports.environment) : platform;
  const bool is_path =
      ports.files.type_followed(ports.environment.current_directory() / text) != ports::FileType::kMissing;
  if (is_path) {
    return side_of_files(text, platform, ports);
  }
  const std::size_t at = text.rfind('@');
  const std::string digest = at == std::string::npos ? text : text.substr(at + 1);
  if (image::is_digest(digest) && store.has(digest)) {
    auto source = std::make_shared<StoreSource>(store);
    auto stored = source->manifest(digest);
    stored = stored ? choose(std::move(*stored), wanted, *source) : std::move(stored);
    return stored ? side_of(*stored, source) : Result<image::DiffSide>(fail(stored.error()));
  }
  if (image::is_digest(text)) {
    return fail(ErrorKind::kUsage, fmt::format("{} was not built on this machine", text), "name it with its registry");
  }
  const auto reference = image::parse_reference(text);
  if (!reference) {
    return fail(reference.error());
  }
  auto registry = open_registry(reference->registry, credentials, ports, stop);
  if (!registry) {
    return fail(std::move(registry.error()));
  }
  auto source = std::make_shared<OwnedRegistrySource>(std::move(*registry), reference->repository);
  auto stored = fetch_manifest(source->registry(), *reference);
  stored = stored ? choose(std::move(*stored), wanted, *source) : std::move(stored);
  return stored ? side_of(*stored, source) : Result<image::DiffSide>(fail(stored.error()));
}

}  // namespace ropewalk::app
