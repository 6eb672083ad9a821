#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "base/strings.h"
#include "image/oci/blobs.h"
#include "image/oci/image.h"
#include "image/oci/root_files.h"

namespace ropewalk::image {
namespace {

constexpr int kMostIndexDepth = 5;
constexpr std::size_t kMostManifests = 10'000;
constexpr std::uint64_t kMostArchiveBytes = 32ULL << 30U;

/// One image that the layout offers.
struct Choice {
  std::string digest;
  std::string platform;
  std::vector<std::string> names;
  json::object descriptor = {};
};

Outcome<json::object> read_document(std::string_view bytes, std::string_view name) {
  auto value = parse_json(bytes, name);
  if (!value) {
    return fault(FaultKind::kDamaged, value.error().message);
  }
  if (!value->is_object()) {
    return fault(FaultKind::kDamaged, fmt::format("{} is not a JSON object", name));
  }
  return std::move(value->get_object());
}

std::string platform_of(const json::object& descriptor) {
  const json::value* platform = descriptor.if_contains("platform");
  const json::object* parts = platform == nullptr ? nullptr : platform->if_object();
  if (parts == nullptr) {
    return {};
  }
  const std::string_view variant = string_member(*parts, "variant");
  const std::string base = fmt::format("{}/{}", string_member(*parts, "os"), string_member(*parts, "architecture"));
  return variant.empty() ? base : fmt::format("{}/{}", base, variant);
}

/// The blob of a descriptor, proven by digest and size (OCI descriptor.md: what has another length is not to be
/// trusted).
Outcome<Blob> read_described(const BlobStore& blobs, const json::object& descriptor) {
  auto blob = blobs.read_digest(string_member(descriptor, "digest"));
  const json::value* size = descriptor.if_contains("size");
  if (!blob || size == nullptr) {
    return blob;
  }
  const bool is_number = size->is_int64() || size->is_uint64();
  if (!is_number || !std::cmp_equal(size->is_int64() ? size->get_int64() : -1, blob->bytes.size())) {
    return fault(FaultKind::kDigestMismatch,
                 fmt::format("the blob {} has {} bytes, and its descriptor says {}",
                             string_member(descriptor, "digest"), blob->bytes.size(), to_json_text(*size)));
  }
  return blob;
}

std::vector<std::string> names_of(const json::object& descriptor) {
  std::vector<std::string> names;
  const json::value* annotations = descriptor.if_contains("annotations");
  if (const json::object* parts = annotations == nullptr ? nullptr : annotations->if_object()) {
    for (const std::string_view key : {"io.containerd.image.name", "org.opencontainers.image.ref.name"}) {
      if (const std::string_view name = string_member(*parts, key); !name.empty()) {
        names.emplace_back(name);
      }
    }
  }
  return names;
}

/// `linux/arm64` is also `linux/arm64/v8`; a variant that is asked for has to be there.
bool is_platform(std::string_view offered, std::string_view asked) {
  return offered == asked || (offered.starts_with(asked) && offered.substr(asked.size()).starts_with('/'));
}

bool has_tag(const std::vector<std::string>& names, std::string_view tag) {
  return std::any_of(names.begin(), names.end(), [&](std::string_view name) {
    return name == tag ||
           (name.ends_with(tag) &&
            (name[name.size() - tag.size() - 1] == ':' || name[name.size() - tag.size() - 1] == '/')) ||
           name == fmt::format("{}:latest", tag);
  });
}

Outcome<void> collect(const BlobStore& blobs, const json::object& index, const std::vector<std::string>& inherited,
                      int depth, std::vector<Choice>& choices) {
  const json::value* manifests = index.if_contains("manifests");
  if (manifests == nullptr || !manifests->is_array()) {
    return fault(FaultKind::kDamaged, "an index has no 'manifests'");
  }
  if (depth > kMostIndexDepth) {
    return fault(FaultKind::kTooLarge, "indexes are nested too deep");
  }
  for (const json::value& item : manifests->get_array()) {
    const json::object* descriptor = item.if_object();
    if (descriptor == nullptr || choices.size() > kMostManifests) {
      return fault(FaultKind::kDamaged, "an index has an entry that is not a manifest");
    }
    std::vector<std::string> names = names_of(*descriptor);
    names.insert(names.end(), inherited.begin(), inherited.end());
    const std::string digest(string_member(*descriptor, "digest"));
    const std::string_view type = string_member(*descriptor, "mediaType");
    const std::string platform = platform_of(*descriptor);
    if (platform == "unknown/unknown") {
      continue;  // an attestation
    }
    if (type.find("image.index") == std::string_view::npos && type.find("manifest.list") == std::string_view::npos) {
      choices.push_back({digest, platform, std::move(names), *descriptor});
      continue;
    }
    auto blob = read_described(blobs, *descriptor);
    if (!blob) {
      return fault(blob.error());
    }
    auto nested = read_document(blob->bytes, digest);
    if (!nested) {
      return fault(nested.error());
    }
    if (auto done = collect(blobs, *nested, names, depth + 1, choices); !done) {
      return done;
    }
  }
  return {};
}

/// What is to be chosen from, for a message.
std::string offered(const std::vector<Choice>& choices) {
  std::vector<std::string> texts;
  for (const Choice& choice : choices) {
    std::vector<std::string> parts = choice.names;
    parts.push_back(choice.platform.empty() ? choice.digest : choice.platform);
    texts.push_back(join(parts, " "));
  }
  return join(texts, ", ");
}

Outcome<Choice> choose(std::vector<Choice> choices, const Selection& selection) {
  const std::vector<Choice> all = choices;
  if (!selection.tag.empty()) {
    std::erase_if(choices, [&](const Choice& choice) { return !has_tag(choice.names, selection.tag); });
    if (choices.empty()) {
      return fault(FaultKind::kNotChosen, fmt::format("no image '{}': there is {}", selection.tag, offered(all)));
    }
  }
  if (!selection.platform.empty()) {
    std::erase_if(choices, [&](const Choice& choice) {
      return !choice.platform.empty() && !is_platform(choice.platform, selection.platform);
    });
    if (choices.empty()) {
      return fault(FaultKind::kNotChosen,
                   fmt::format("no image for the platform '{}': there is {}", selection.platform, offered(all)));
    }
  } else if (choices.size() > 1) {
    std::vector<Choice> own = choices;
    std::erase_if(own, [&](const Choice& choice) { return !is_platform(choice.platform, selection.own_platform); });
    if (own.size() == 1) {
      choices = std::move(own);
    }
  }
  const bool is_one = !choices.empty() && std::all_of(choices.begin(), choices.end(), [&](const Choice& choice) {
    return choice.digest == choices.front().digest;
  });
  if (!is_one) {
    return fault(FaultKind::kNotChosen,
                 choices.empty() ? "there is no image" : fmt::format("there are several images: {}", offered(choices)));
  }
  return choices.front();
}

Outcome<Image> read_manifest(const std::shared_ptr<const BlobStore>& blobs, Choice choice, const Selection& selection) {
  auto blob = read_described(*blobs, choice.descriptor);
  if (!blob) {
    return fault(blob.error());
  }
  auto manifest = read_document(blob->bytes, choice.digest);
  if (!manifest) {
    return fault(manifest.error());
  }
  const json::value* config = manifest->if_contains("config");
  const json::value* layers = manifest->if_contains("layers");
  if (config == nullptr || !config->is_object() || layers == nullptr || !layers->is_array()) {
    return fault(FaultKind::kDamaged, "the manifest has no 'config' or no 'layers'");
  }
  auto config_blob = read_described(*blobs, config->get_object());
  if (!config_blob) {
    return fault(config_blob.error());
  }
  auto document = read_document(config_blob->bytes, "the image's configuration");
  if (!document) {
    return fault(document.error());
  }
  Image image;
  image.form = ImageForm::kOciLayout;
  image.config = read_image_config(std::move(*document));
  image.digest = choice.digest;
  image.names = std::move(choice.names);
  if (const json::value* annotations = manifest->if_contains("annotations");
      annotations != nullptr && annotations->is_object()) {
    for (const auto& pair : annotations->get_object()) {
      image.annotations.emplace_back(pair.key(), pair.value().is_string() ? pair.value().get_string().c_str() : "");
    }
  }
  for (const json::value& item : layers->get_array()) {
    const json::object* layer = item.if_object();
    if (layer == nullptr) {
      return fault(FaultKind::kDamaged, "the manifest has a layer that is not a descriptor");
    }
    const std::string digest(string_member(*layer, "digest"));
    image.layers.push_back({digest, std::string(string_member(*layer, "mediaType")),
                            [blobs, described = *layer] { return read_described(*blobs, described); }});
  }
  if (image.layers.size() != image.config.diff_ids.size()) {
    return fault(FaultKind::kDamaged, fmt::format("the manifest has {} layers, and the configuration {}",
                                                  image.layers.size(), image.config.diff_ids.size()));
  }
  if (!selection.platform.empty() && !is_platform(image.config.platform(), selection.platform)) {
    return fault(FaultKind::kNotChosen,
                 fmt::format("the image is for '{}', not for '{}'", image.config.platform(), selection.platform));
  }
  return image;
}

Outcome<Image> open_layout(const std::shared_ptr<const BlobStore>& blobs, const Selection& selection) {
  auto index_blob = blobs->read("index.json");
  if (!index_blob) {
    return fault(index_blob.error());
  }
  auto index = read_document(index_blob->bytes, "index.json");
  if (!index) {
    return fault(index.error());
  }
  std::vector<Choice> choices;
  if (auto done = collect(*blobs, *index, {}, 0, choices); !done) {
    return fault(done.error());
  }
  auto chosen = choose(std::move(choices), selection);
  if (!chosen) {
    return fault(chosen.error());
  }
  return read_manifest(blobs, std::move(*chosen), selection);
}

/// `docker save` before version 25: manifest.json names a configuration and layers by file.
Outcome<Image> open_docker(const std::shared_ptr<const BlobStore>& blobs, const Selection& selection) {
  auto blob = blobs->read("manifest.json");
  if (!blob) {
    return fault(blob.error());
  }
  auto value = parse_json(blob->bytes, "manifest.json");
  if (!value || !value->is_array()) {
    return fault(FaultKind::kDamaged, value ? "manifest.json is not a list" : value.error().message);
  }
  std::vector<Choice> choices;
  const json::array& entries = value->get_array();
  for (std::size_t index = 0; index < entries.size(); ++index) {
    Choice choice{std::to_string(index), {}, {}, {}};
    if (const json::object* entry = entries[index].if_object()) {
      if (const json::value* tags = entry->if_contains("RepoTags"); tags != nullptr && tags->is_array()) {
        for (const json::value& tag : tags->get_array()) {
          choice.names.emplace_back(tag.is_string() ? tag.get_string().c_str() : "");
        }
      }
    }
    choices.push_back(std::move(choice));
  }
  auto chosen = choose(std::move(choices), {"", selection.tag, selection.own_platform});
  if (!chosen) {
    return fault(chosen.error());
  }
  const json::object* entry = entries[static_cast<std::size_t>(std::stoul(chosen->digest))].if_object();
  const json::value* layers = entry == nullptr ? nullptr : entry->if_contains("Layers");
  if (layers == nullptr || !layers->is_array()) {
    return fault(FaultKind::kDamaged, "manifest.json has an image without 'Layers'");
  }
  const std::string config_name(string_member(*entry, "Config"));
  auto config = blobs->read(config_name);
  if (!config) {
    return fault(config.error());
  }
  // Its name is its digest, in one of two spellings.
  const std::string_view stem = std::string_view(config_name).substr(config_name.rfind('/') + 1);
  const std::string_view digits = stem.substr(0, stem.find('.'));
  if (digits.size() == 64 && digits.find_first_not_of("0123456789abcdef") == std::string_view::npos) {
    if (auto proven = prove(config->bytes, fmt::format("sha256:{}", digits)); !proven) {
      return fault(proven.error());
    }
  }
  auto document = read_document(config->bytes, config_name);
  if (!document) {
    return fault(document.error());
  }
  Image image;
  image.form = ImageForm::kDockerArchive;
  image.config = read_image_config(std::move(*document));
  image.names = std::move(chosen->names);
  for (const json::value& item : layers->get_array()) {
    const std::string name(item.is_string() ? item.get_string().c_str() : "");
    image.layers.push_back({"", "", [blobs, name] { return blobs->read(name); }});
  }
  if (image.layers.size() != image.config.diff_ids.size()) {
    return fault(FaultKind::kDamaged, fmt::format("manifest.json has {} layers, and the configuration {}",
                                                  image.layers.size(), image.config.diff_ids.size()));
  }
  if (!selection.platform.empty() && !is_platform(image.config.platform(), selection.platform)) {
    return fault(FaultKind::kNotChosen,
                 fmt::format("the image is for '{}', not for '{}'", image.config.platform(), selection.platform));
  }
  return image;
}

Outcome<Image> open_store(const std::shared_ptr<const BlobStore>& blobs, const Selection& selection) {
  // Docker from version 25 on writes both; the layout says more.
  return blobs->has("index.json") ? open_layout(blobs, selection) : open_docker(blobs, selection);
}

Outcome<Image> open_archive(std::string bytes, const Selection& selection, const LayerOptions& options) {
  if (bytes.starts_with("\x1f\x8b") || bytes.starts_with("\x28\xb5\x2f\xfd")) {
    const auto source = unpacked_source(bytes, kMostArchiveBytes);
    std::string unpacked;
    constexpr std::size_t kPiece = 4UL << 20U;
    while (true) {
      const std::size_t filled = unpacked.size();
      unpacked.resize(filled + kPiece);
      const auto count = source->read(unpacked.data() + filled, kPiece);
      if (!count) {
        return fault(count.error());
      }
      unpacked.resize(filled + *count);
      if (*count == 0) {
        break;
      }
    }
    bytes = std::move(unpacked);
  }
  auto owner = std::make_shared<const std::string>(std::move(bytes));
  auto blobs = archive_blobs(owner);
  if (!blobs) {
    return fault(blobs.error());
  }
  if ((*blobs)->has("index.json") || (*blobs)->has("manifest.json")) {
    return open_store(*blobs, selection);
  }
  auto layer = read_layer(*owner, "", options);
  if (!layer) {
    return fault(layer.error());
  }
  if (layer->entries.empty()) {
    return fault(FaultKind::kDamaged, "it is not an image: neither a layout, nor an archive with files in it");
  }
  Image image;
  image.form = ImageForm::kRootFiles;
  image.files = std::move(*layer);
  image.read_files = [owner](const LayerOptions& again) { return read_layer(*owner, "", again); };
  return image;
}

}  // namespace

Outcome<Image> open_image(const ports::Files& files, const ports::Path& path, const Selection& selection,
                          const LayerOptions& options) {
  switch (files.type_followed(path)) {
    case ports::FileType::kFile: {
      auto bytes = files.read_regular(path, kMostArchiveBytes, ports::Links::kFollow);
      if (!bytes) {
        return fault(FaultKind::kUnreadable, bytes.error().message);
      }
      return open_archive(std::move(*bytes), selection, options);
    }
    case ports::FileType::kDirectory: {
      auto blobs = folder_blobs(files, path);
      if (blobs->has("oci-layout") || (blobs->has("index.json") && blobs->has("blobs")) ||
          blobs->has("manifest.json")) {
        return open_store(blobs, selection);
      }
      return open_root_files(files, path, options);
    }
    default: return fault(FaultKind::kMissing, fmt::format("no file or folder '{}'", path.string()));
  }
}

}  // namespace ropewalk::image
