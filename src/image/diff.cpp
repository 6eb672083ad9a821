#include "image/diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/hash.h"
#include "image/build/assemble.h"
#include "image/oci/tar.h"

namespace ropewalk::image {
namespace {

constexpr std::uint64_t kMostUnpacked = 64ULL << 30U;
constexpr std::uint64_t kMostExplained = 4U << 20U;
constexpr std::size_t kMostConfigDepth = 8;

struct Entry {
  TarEntry head;
  std::string sha256;
  std::string content;
  std::size_t number = 0;
};
using Entries = std::map<std::string, Entry>;

Error to_error(const Fault& fault) {
  return {ErrorKind::kInvalid, fmt::format("a layer cannot be read: {}", fault.message), {}};
}

std::string plain(std::string_view name) {
  while (name.starts_with("./") || name.starts_with('/')) {
    name.remove_prefix(name.starts_with('/') ? 1 : 2);
  }
  while (name.ends_with('/')) {
    name.remove_suffix(1);
  }
  return std::string(name);
}

/// The entries of a layer; the contents of those that are wanted.
Result<Entries> read_entries(std::string_view blob, const std::set<std::string>* wanted) {
  const auto source = unpacked_source(blob, kMostUnpacked);
  TarReader tar(*source);
  Entries entries;
  std::string piece(256U << 10U, '\0');
  while (true) {
    auto next = tar.next();
    if (!next) {
      return fail(to_error(next.error()));
    }
    if (!*next) {
      return entries;
    }
    Entry entry{.head = std::move(**next), .sha256 = {}, .content = {}, .number = entries.size()};
    const std::string path = plain(entry.head.name);
    const bool keeps = wanted != nullptr && wanted->contains(path) && entry.head.size <= kMostExplained;
    if (entry.head.kind == EntryKind::kFile && (wanted == nullptr || keeps)) {
      Sha256 hash;
      for (bool is_over = false; !is_over;) {
        const auto count = tar.read(piece.data(), piece.size());
        if (!count) {
          return fail(to_error(count.error()));
        }
        hash.update(std::string_view(piece).substr(0, *count));
        if (keeps) {
          entry.content.append(piece, 0, *count);
        }
        is_over = *count == 0;
      }
      entry.sha256 = to_hex(hash.finish());
    }
    entries[path] = std::move(entry);
  }
}

void compare(const std::string& path, const Entry& a, const Entry& b, int layer, std::vector<FileDifference>& found) {
  const auto add = [&](std::string_view kind, std::string left, std::string right) {
    found.push_back({path, layer, std::string(kind), std::move(left), std::move(right), {}});
  };
  if (a.head.kind != b.head.kind) {
    add("type", fmt::format("{}", static_cast<int>(a.head.kind)), fmt::format("{}", static_cast<int>(b.head.kind)));
    return;
  }
  if (a.sha256 != b.sha256) {
    add("content", "sha256:" + a.sha256, "sha256:" + b.sha256);
  }
  if (a.head.target != b.head.target) {
    add("target", a.head.target, b.head.target);
  }
  if (a.head.mode != b.head.mode) {
    add("mode", fmt::format("{:04o}", a.head.mode), fmt::format("{:04o}", b.head.mode));
  }
  if (a.head.uid != b.head.uid || a.head.gid != b.head.gid) {
    add("owner", fmt::format("{}:{}", a.head.uid, a.head.gid), fmt::format("{}:{}", b.head.uid, b.head.gid));
  }
  if (a.head.time != b.head.time) {
    add("time", fmt::format("{}", a.head.time), fmt::format("{}", b.head.time));
  }
}

Result<std::vector<FileDifference>> diff_layer(const DiffSide::LayerSource& a, const DiffSide::LayerSource& b,
                                               int layer) {
  const auto left_blob = a.read();
  const auto right_blob = left_blob ? b.read() : left_blob;
  if (!right_blob) {
    return fail(right_blob.error());
  }
  const auto left = read_entries(*left_blob, nullptr);
  const auto right = left ? read_entries(*right_blob, nullptr) : left;
  if (!right) {
    return fail(right.error());
  }
  std::vector<FileDifference> found;
  std::set<std::string> wanted;
  bool is_ordered = left->size() == right->size();
  for (const auto& [path, entry] : *left) {
    const auto other = right->find(path);
    if (other == right->end()) {
      found.push_back({path, layer, "removed", entry.sha256.empty() ? "" : "sha256:" + entry.sha256, "", {}});
      continue;
    }
    is_ordered = is_ordered && entry.number == other->second.number;
    compare(path, entry, other->second, layer, found);
    if (entry.sha256 != other->second.sha256) {
      wanted.insert(path);
    }
  }
  for (const auto& [path, entry] : *right) {
    if (!left->contains(path)) {
      found.push_back({path, layer, "added", "", entry.sha256.empty() ? "" : "sha256:" + entry.sha256, {}});
    }
  }
  if (!wanted.empty()) {
    const auto left_files = read_entries(*left_blob, &wanted);
    const auto right_files = left_files ? read_entries(*right_blob, &wanted) : left_files;
    if (!right_files) {
      return fail(right_files.error());
    }
    for (FileDifference& one : found) {
      if (one.kind == "content") {
        one.why = explain_difference(one.path, left_files->at(one.path).content, right_files->at(one.path).content);
      }
    }
  }
  if (found.empty() && !is_ordered && a.diff_id != b.diff_id) {
    found.push_back({"", layer, "order", "", "", "the same files in another order"});
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const FileDifference& x, const FileDifference& y) { return x.path < y.path; });
  return found;
}

void diff_values(const std::string& path, const json::value* a, const json::value* b, std::size_t depth,
                 std::vector<ConfigDifference>& found) {
  if (a != nullptr && b != nullptr && *a == *b) {
    return;
  }
  const bool are_objects = a != nullptr && b != nullptr && a->is_object() && b->is_object();
  if (!are_objects || depth >= kMostConfigDepth) {
    found.push_back({path, a == nullptr ? "" : to_json_text(*a), b == nullptr ? "" : to_json_text(*b)});
    return;
  }
  std::set<std::string> keys;
  for (const json::object* side : {&a->get_object(), &b->get_object()}) {
    for (const auto& [key, value] : *side) {
      keys.insert(std::string(std::string_view(key)));
    }
  }
  for (const std::string& key : keys) {
    diff_values(path.empty() ? key : path + "." + key, a->get_object().if_contains(key),
                b->get_object().if_contains(key), depth + 1, found);
  }
}

}  // namespace

bool ImageDifference::is_same() const {
  return config.empty() &&
         std::all_of(layers.begin(), layers.end(), [](const LayerDifference& one) { return one.is_same; });
}

Result<ImageDifference> diff_images(const DiffSide& a, const DiffSide& b) {
  ImageDifference difference;
  const auto origins_a = layer_origins(a.config, a.layers.size());
  const auto origins_b = layer_origins(b.config, b.layers.size());
  for (std::size_t i = 0; i < std::max(a.layers.size(), b.layers.size()); ++i) {
    LayerDifference layer;
    layer.index = static_cast<int>(i);
    layer.a = i < a.layers.size() ? a.layers[i].digest : "";
    layer.b = i < b.layers.size() ? b.layers[i].digest : "";
    layer.created_by = i < origins_b.size() ? origins_b[i] : origins_a[i];
    layer.is_same = layer.a == layer.b;
    const bool are_both = i < a.layers.size() && i < b.layers.size();
    layer.has_same_content =
        layer.is_same || (are_both && !a.layers[i].diff_id.empty() && a.layers[i].diff_id == b.layers[i].diff_id);
    if (are_both && !layer.has_same_content) {
      auto files = diff_layer(a.layers[i], b.layers[i], layer.index);
      if (!files) {
        return fail(std::move(files.error()));
      }
      std::move(files->begin(), files->end(), std::back_inserter(difference.files));
    }
    difference.layers.push_back(std::move(layer));
  }
  const json::value left = a.config;
  const json::value right = b.config;
  diff_values("", &left, &right, 0, difference.config);
  return difference;
}

}  // namespace ropewalk::image
