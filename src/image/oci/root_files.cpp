#include "image/oci/root_files.h"

#include <algorithm>
#include <utility>

namespace ropewalk::image {

namespace {

Outcome<Layer> read_files(const ports::Files& files, const ports::Path& folder, const LayerOptions& options) {
  const auto found = files.walk(folder, [&](const ports::FileEntry& entry) {
    const std::string path = entry.path.generic_string();
    return path == "proc" || path == "sys" || path == "dev" ? ports::Walk::kSkip : ports::Walk::kEnter;
  });
  if (!found) {
    return fault(FaultKind::kUnreadable, found.error().message);
  }
  Layer layer;
  for (const ports::FileEntry& from : *found) {
    LayerEntry entry;
    entry.path = from.path.generic_string();
    switch (from.type) {
      case ports::FileType::kDirectory:
        entry.kind = EntryKind::kFolder;
        entry.mode = 0755;
        break;
      case ports::FileType::kSymlink: {
        entry.kind = EntryKind::kSymlink;
        entry.mode = 0777;
        const auto target = files.read_symlink(folder / from.path);
        entry.target = target ? target->generic_string() : "";
        break;
      }
      case ports::FileType::kFile: {
        entry.kind = EntryKind::kFile;
        entry.mode = from.is_executable ? 0755 : 0644;
        entry.size = from.size;
        const bool is_kept = options.keeps && entry.size <= options.most_kept && options.keeps(entry);
        const bool is_shown = options.shows != nullptr && entry.size <= options.most_shown;
        if (!is_shown && options.shows != nullptr && options.too_large != nullptr) {
          options.too_large(entry);
        }
        if (is_kept || is_shown) {
          auto content = files.read_regular(folder / from.path, std::max(options.most_kept, options.most_shown),
                                            ports::Links::kRefuse);
          if (!content) {
            layer.refused.push_back({FaultKind::kUnreadable, content.error().message, 0, entry.path});
            continue;
          }
          if (options.has_digests) {
            entry.sha256 = to_hex(ropewalk::sha256(*content));
          }
          if (is_shown) {
            options.shows(entry, *content);
          }
          if (is_kept) {
            entry.content = std::move(*content);
            entry.has_content = true;
          }
        } else if (options.has_digests) {
          const auto digest = files.digest(folder / from.path, {});
          entry.sha256 = digest ? to_hex(*digest) : "";
        }
        break;
      }
      default: entry.kind = EntryKind::kFifo; break;
    }
    layer.entries.push_back(std::move(entry));
  }
  return layer;
}

}  // namespace

Outcome<Image> open_root_files(const ports::Files& files, const ports::Path& folder, const LayerOptions& options) {
  auto layer = read_files(files, folder, options);
  if (!layer) {
    return fault(layer.error());
  }
  Image image;
  image.form = ImageForm::kRootFiles;
  image.files = std::move(*layer);
  image.read_files = [&files, folder](const LayerOptions& again) { return read_files(files, folder, again); };
  return image;
}

}  // namespace ropewalk::image
