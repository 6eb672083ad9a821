#include "app/image/layer_cache.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/base64.h"
#include "base/hash.h"
#include "base/strings.h"
#include "image/packages/find_packages.h"

namespace ropewalk::app {
namespace {

/// Changes when other things are kept of a layer.
constexpr std::string_view kForm = "1";
/// All that is looked at of a program.
constexpr std::size_t kHeader = 64;

std::string key_of(const image::LayerSummary& summary) {
  return to_hex(sha256(fmt::format("layer\n{}\n{}", kForm, summary.diff_id)));
}

json::object to_record(const image::Layer& layer) {
  json::array entries;
  for (const image::LayerEntry& entry : layer.entries) {
    json::array one{entry.path, static_cast<int>(entry.kind), entry.mode, entry.size, entry.target};
    if (entry.has_content) {
      one.emplace_back(to_base64(entry.content));
    }
    entries.push_back(std::move(one));
  }
  return {{"entries", std::move(entries)}};
}

/// Nothing when it is not what to_record writes.
std::optional<image::Layer> from_record(const json::object& record) {
  constexpr std::size_t kParts = 5;
  const json::value* entries = record.if_contains("entries");
  if (entries == nullptr || !entries->is_array()) {
    return std::nullopt;
  }
  image::Layer layer;
  for (const json::value& value : entries->get_array()) {
    const json::array* one = value.if_array();
    if (one == nullptr || one->size() < kParts || !(*one)[0].is_string() || !(*one)[1].is_int64() ||
        !(*one)[2].is_int64() || !(*one)[3].is_int64() || !(*one)[4].is_string()) {
      return std::nullopt;
    }
    image::LayerEntry entry;
    entry.path = (*one)[0].get_string().c_str();
    entry.kind = static_cast<image::EntryKind>((*one)[1].get_int64());
    entry.mode = static_cast<std::uint32_t>((*one)[2].get_int64());
    entry.size = static_cast<std::uint64_t>((*one)[3].get_int64());
    entry.target = (*one)[4].get_string().c_str();
    if (one->size() > kParts) {
      auto content = (*one)[kParts].is_string() ? from_base64((*one)[kParts].get_string()) : std::nullopt;
      if (!content) {
        return std::nullopt;
      }
      entry.content = std::move(*content);
      entry.has_content = true;
    }
    layer.entries.push_back(std::move(entry));
  }
  return layer;
}

}  // namespace

bool is_probe(const image::LayerEntry& entry) {
  constexpr std::array<std::string_view, 9> kNames = {"sh",  "dash", "bash", "busybox", "env",
                                                      "cat", "ls",   "tar",  "true"};
  const std::size_t slash = entry.path.rfind('/');
  const std::string_view folder = std::string_view(entry.path).substr(0, slash == std::string::npos ? 0 : slash);
  const std::string_view name = std::string_view(entry.path).substr(slash == std::string::npos ? 0 : slash + 1);
  return entry.kind == image::EntryKind::kFile && (folder == "bin" || folder == "usr/bin") &&
         (name.starts_with("python3") || std::find(kNames.begin(), kNames.end(), name) != kNames.end());
}

Result<image::Layer> package_layer(const image::LayerSummary& summary, ImageStore& store) {
  const std::string key = key_of(summary);
  if (const auto record = store.record(key)) {
    if (auto layer = from_record(*record)) {
      return std::move(*layer);
    }
  }
  const auto blob = store.blob(summary.descriptor.digest);
  if (!blob) {
    return fail(blob.error());
  }
  image::LayerOptions options;
  options.keeps = [](const image::LayerEntry& entry) { return image::is_package_data(entry) || is_probe(entry); };
  auto layer = image::read_layer(*blob, summary.diff_id, options);
  if (!layer) {
    return fail(ErrorKind::kInvalid, fmt::format("a layer of the image cannot be read: {}", layer.error().message));
  }
  for (image::LayerEntry& entry : layer->entries) {
    if (entry.has_content && is_probe(entry)) {
      entry.content.resize(std::min(entry.content.size(), kHeader));
    }
  }
  const bool is_text = std::all_of(layer->entries.begin(), layer->entries.end(), [](const image::LayerEntry& entry) {
    return is_valid_utf8(entry.path) && is_valid_utf8(entry.target);
  });
  if (layer->refused.empty() && is_text) {
    static_cast<void>(store.keep_record(key, to_record(*layer)));  // the next build reads it again, at worst
  }
  return std::move(*layer);
}

}  // namespace ropewalk::app
