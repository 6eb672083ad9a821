#include "image/oci/layer.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/strings.h"

namespace ropewalk::image {
namespace {

constexpr std::size_t kPiece = 256UL << 10U;

/// Reads one file's content for all that want it, in one pass.
class ContentReader {
 public:
  explicit ContentReader(const LayerOptions& options) : options_(options), buffer_(kPiece) {}

  Outcome<void> read(TarReader& tar, LayerEntry& entry) {
    const bool is_kept = options_.keeps && entry.size <= options_.most_kept && options_.keeps(entry);
    const bool is_shown = options_.shows != nullptr && entry.size <= options_.most_shown;
    if (!is_shown && options_.shows != nullptr && options_.too_large != nullptr) {
      options_.too_large(entry);
    }
    if (is_kept || is_shown) {
      return read_whole(tar, entry, is_kept, is_shown);
    }
    if (!options_.has_digests) {
      return {};
    }
    Sha256 hash;
    while (true) {
      const auto count = tar.read(buffer_.data(), buffer_.size());
      if (!count) {
        return fault(count.error());
      }
      if (*count == 0) {
        entry.sha256 = to_hex(hash.finish());
        return {};
      }
      hash.update({buffer_.data(), *count});
    }
  }

 private:
  Outcome<void> read_whole(TarReader& tar, LayerEntry& entry, bool is_kept, bool is_shown) {
    auto content = tar.read_all(std::max(options_.most_kept, options_.most_shown));
    if (!content) {
      return fault(content.error());
    }
    if (options_.has_digests) {
      entry.sha256 = to_hex(ropewalk::sha256(*content));
    }
    if (is_shown && options_.later && !is_kept) {
      const std::uint64_t size = content->size();
      options_.later(size,
                     [shows = &options_.shows, entry, content = std::move(*content)] { (*shows)(entry, content); });
    } else if (is_shown) {
      options_.shows(entry, *content);
    }
    if (is_kept) {
      entry.content = std::move(*content);
      entry.has_content = true;
    }
    return {};
  }

  const LayerOptions& options_;
  std::vector<char> buffer_;
};

}  // namespace

std::optional<std::string> plain_path(std::string_view name) {
  if (name.find('\0') != std::string_view::npos) {
    return std::nullopt;
  }
  std::string path;
  path.reserve(name.size());
  for (const std::string_view part : split(name, '/')) {
    if (part == "..") {
      return std::nullopt;
    }
    if (!part.empty() && part != ".") {
      path += path.empty() ? "" : "/";
      path += part;
    }
  }
  return path;
}

Outcome<Layer> read_layer(std::string_view blob, std::string_view diff_id, const LayerOptions& options) {
  HashingSource source(unpacked_source(blob, options.most_unpacked));
  TarReader tar(source);
  ContentReader reader(options);
  Layer layer;
  while (true) {
    auto next = tar.next();
    if (!next) {
      return fault(next.error());
    }
    if (!*next) {
      break;
    }
    TarEntry& from = **next;
    auto path = plain_path(from.name);
    const bool is_escape = !path || (from.kind == EntryKind::kHardLink && !plain_path(from.target));
    if (is_escape) {
      layer.refused.push_back({FaultKind::kPathEscape,
                               "a name with '..' would lead out of the image; the entry is left out", -1, from.name});
      continue;
    }
    if (path->empty()) {
      continue;  // the root itself
    }
    if (layer.entries.size() >= options.most_entries) {
      return fault(FaultKind::kTooLarge, fmt::format("the layer has more than {} entries", options.most_entries));
    }
    LayerEntry entry{std::move(*path), from.kind, from.mode, from.size, std::move(from.target), {}, {}, false};
    if (entry.kind == EntryKind::kFile) {
      if (auto done = reader.read(tar, entry); !done) {
        Fault what = done.error();
        what.path = entry.path;
        return fault(std::move(what));
      }
    }
    layer.entries.push_back(std::move(entry));
  }
  auto digest = source.finish();
  if (!digest) {
    return fault(digest.error());
  }
  layer.unpacked_bytes = source.total();
  if (!diff_id.empty() && *digest != diff_id) {
    return fault(FaultKind::kDiffIdMismatch,
                 fmt::format("the unpacked layer is {}, and the image's configuration says {}", *digest, diff_id));
  }
  return layer;
}

Outcome<void> keep_more(Layer& layer, const std::vector<const LayerEntry*>& wanted, std::uint64_t most_kept,
                        const std::function<Outcome<Layer>(const LayerOptions& options)>& read) {
  const std::less<const LayerEntry*> before;
  const LayerEntry* first = layer.entries.data();
  const LayerEntry* end = first + layer.entries.size();
  std::set<std::size_t> places;
  std::set<std::string_view> paths;
  for (const LayerEntry* entry : wanted) {
    if (!before(entry, first) && before(entry, end)) {
      places.insert(static_cast<std::size_t>(entry - first));
      paths.insert(entry->path);
    }
  }
  if (places.empty()) {
    return {};
  }
  LayerOptions options;
  options.most_kept = most_kept;
  options.keeps = [&paths](const LayerEntry& entry) { return paths.contains(entry.path); };
  auto again = read(options);
  if (!again) {
    return fault(again.error());
  }
  for (const std::size_t at : places) {
    LayerEntry& entry = layer.entries[at];
    if (at >= again->entries.size() || again->entries[at].path != entry.path || again->entries[at].size != entry.size) {
      return fault(FaultKind::kDamaged, "it was changed while it was read", entry.path);
    }
    entry.content = std::move(again->entries[at].content);
    entry.has_content = again->entries[at].has_content;
  }
  return {};
}

}  // namespace ropewalk::image
