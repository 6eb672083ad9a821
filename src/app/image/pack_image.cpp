#include "app/image/pack_image.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "image/gzip.h"

namespace ropewalk::app {
namespace {

/// Changes when the same image would be packed in another way.
constexpr std::string_view kForm = "1";

std::string record_key(const PackRequest& request) {
  std::string text =
      fmt::format("{}\n{}\n{}\n{}\n", kForm, request.id, request.config.platform.text(), request.config.created);
  for (const auto* pairs : {&request.config.labels, &request.config.default_labels, &request.annotations}) {
    for (const auto& [name, value] : *pairs) {
      text += fmt::format("{}:{}={}\n", name.size(), name, value);
    }
    text += "--\n";
  }
  return to_hex(sha256(text));
}

/// The image of a record, when all of it is still there.
std::optional<PlatformImage> from_store(const std::string& digest, const ImageStore& store) {
  const auto text = store.blob(digest);
  const auto manifest = text ? image::read_manifest(*text, digest) : Result<image::Manifest>(fail(text.error()));
  if (!manifest) {
    return std::nullopt;
  }
  const auto config = store.blob(manifest->config.digest);
  const auto parsed = config ? parse_json(*config, "configuration") : Result<json::value>(fail(config.error()));
  if (!parsed || !parsed->is_object()) {
    return std::nullopt;
  }
  PlatformImage image;
  image.manifest = {.media_type = std::string(image::kManifestType), .digest = digest, .size = text->size()};
  image.config = manifest->config;
  const json::object& document = parsed->get_object();
  const auto origins = image::layer_origins(document, manifest->layers.size());
  const json::value* ids = document.if_contains("rootfs");
  ids = ids == nullptr || !ids->is_object() ? nullptr : ids->get_object().if_contains("diff_ids");
  for (std::size_t i = 0; i < manifest->layers.size(); ++i) {
    if (!store.has(manifest->layers[i].digest)) {
      return std::nullopt;
    }
    const bool has_id =
        ids != nullptr && ids->is_array() && i < ids->get_array().size() && ids->get_array()[i].is_string();
    image.layers.push_back(
        {manifest->layers[i], has_id ? std::string(ids->get_array()[i].get_string()) : "", origins[i]});
  }
  return image;
}

Result<image::Descriptor> pack_layer(const std::string& diff_id, const PackRequest& request, image::Builder& builder,
                                     ImageStore& store, ports::Files& files, std::stop_token stop) {
  if (auto packed = store.packed(diff_id)) {
    return std::move(*packed);
  }
  const auto path = builder.layer(request.id, diff_id, request.work, stop);
  if (!path) {
    return fail(path.error());
  }
  const auto bytes = files.read(*path);
  if (!bytes) {
    return fail(bytes.error());
  }
  if (image::digest_of(*bytes) != diff_id) {
    return fail(ErrorKind::kInternal,
                fmt::format("the builder's storage has another layer in the place of {}", diff_id),
                "its storage is damaged: build again with --no-cache");
  }
  const auto packed = image::gzip(*bytes);
  if (!packed) {
    return fail(packed.error());
  }
  auto kept = store.put(*packed, image::kLayerType);
  if (!kept) {
    return kept;
  }
  if (auto noted = store.remember_packed(diff_id, *kept); !noted) {
    return fail(std::move(noted.error()));
  }
  return kept;
}

}  // namespace

std::optional<PlatformImage> packed_before(const PackRequest& request, const ImageStore& store) {
  const auto record = store.record(record_key(request));
  return record ? from_store(std::string(string_member(*record, "manifest")), store) : std::nullopt;
}

Result<PlatformImage> pack_image(const PackRequest& request, image::Builder& builder, ImageStore& store,
                                 ports::Files& files, std::stop_token stop) {
  const std::string key = record_key(request);
  if (auto image = packed_before(request, store)) {
    return std::move(*image);
  }
  const auto built = builder.inspect(request.id, stop);
  if (!built) {
    return fail(built.error());
  }
  image::Manifest manifest;
  for (const std::string& diff_id : built->diff_ids) {
    if (stop.stop_requested()) {
      return fail(ErrorKind::kInterrupted, "the build was interrupted");
    }
    auto layer = pack_layer(diff_id, request, builder, store, files, stop);
    if (!layer) {
      return fail(std::move(layer.error()));
    }
    manifest.layers.push_back(std::move(*layer));
  }
  const auto config = store.put(image::make_config(built->config, request.config), image::kConfigType);
  if (!config) {
    return fail(config.error());
  }
  manifest.config = *config;
  manifest.annotations = request.annotations;
  const auto kept = store.put(image::to_json(manifest), image::kManifestType);
  if (!kept) {
    return fail(kept.error());
  }
  if (auto noted = store.keep_record(key, {{"manifest", kept->digest}}); !noted) {
    return fail(std::move(noted.error()));
  }
  auto image = from_store(kept->digest, store);
  if (!image) {
    return fail(ErrorKind::kInternal, "the image that was just written cannot be read");
  }
  return std::move(*image);
}

}  // namespace ropewalk::app
