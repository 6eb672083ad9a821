// One layer of an image: its entries, with its content proven against the digest that the image's configuration states.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "image/oci/tar.h"

namespace ropewalk::image {

/// An entry as the layer has it, its name made relative and plain: no `./` or `/` in front, no slash at the end.
struct LayerEntry {
  std::string path;
  EntryKind kind = EntryKind::kFile;
  std::uint32_t mode = 0;
  std::uint64_t size = 0;
  /// Of a link, as written.
  std::string target;
  /// Of a file, in hexadecimal digits, when digests were asked for.
  std::string sha256;
  /// Of a file that was asked for.
  std::string content;
  bool has_content = false;
};

struct Layer {
  std::vector<LayerEntry> entries;
  /// Entries that were refused: names with `..`.
  std::vector<Fault> refused;
  std::uint64_t unpacked_bytes = 0;
};

struct LayerOptions {
  /// Whether every file's SHA-256 is wanted.
  bool has_digests = false;
  /// Whether an entry's content is kept; null keeps none. More than `most_kept` bytes never are.
  std::function<bool(const LayerEntry& entry)> keeps;
  /// Is shown every file's content of at most `most_shown` bytes, with the entry that it belongs to; may be null.
  std::function<void(const LayerEntry& entry, std::string_view content)> shows;
  /// Takes over showing what has so many bytes, on another thread; null shows it at once. Nothing that it was given is
  /// done later than the end of whoever gave it.
  std::function<void(std::uint64_t size, std::function<void()> show)> later;
  /// Is told of files that are larger; may be null.
  std::function<void(const LayerEntry& entry)> too_large;
  std::uint64_t most_kept = 64ULL << 20U;
  std::uint64_t most_shown = 16ULL << 20U;
  std::uint64_t most_entries = 5'000'000;
  /// Of the whole layer, unpacked: a guard against what only pretends to be small.
  std::uint64_t most_unpacked = 16ULL << 30U;
};

/// Reads a layer's blob. `diff_id` is what the unpacked bytes must hash to (`sha256:…`); empty: not known. Faults:
/// kTruncated, kDamaged, kTooLarge, kDiffIdMismatch; nothing of such a layer can be trusted.
[[nodiscard]] Outcome<Layer> read_layer(std::string_view blob, std::string_view diff_id, const LayerOptions& options);

/// Reads a layer once more with `read`, for contents of its entries that were not kept the first time; `wanted` may
/// have entries of other layers. Faults: those of reading, kDamaged for a layer that has changed.
[[nodiscard]] Outcome<void> keep_more(Layer& layer, const std::vector<const LayerEntry*>& wanted,
                                      std::uint64_t most_kept,
                                      const std::function<Outcome<Layer>(const LayerOptions& options)>& read);

/// `etc/passwd` of `./etc/passwd`, `/etc//passwd` and `etc/passwd/`; empty for the root itself. Nothing for a name that
/// has `..` in it or a byte 0.
[[nodiscard]] std::optional<std::string> plain_path(std::string_view name);

}  // namespace ropewalk::image
