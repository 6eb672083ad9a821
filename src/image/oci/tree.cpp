#include "image/oci/tree.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"

namespace ropewalk::image {
namespace {

constexpr std::string_view kWhiteout = ".wh.";
constexpr std::string_view kOpaque = ".wh..wh..opq";
constexpr int kMostLinks = 40;

std::pair<std::string_view, std::string_view> split_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::pair{std::string_view(), path}
                                         : std::pair{path.substr(0, slash), path.substr(slash + 1)};
}

std::string joined(std::string_view folder, std::string_view name) {
  return folder.empty() ? std::string(name) : fmt::format("{}/{}", folder, name);
}

}  // namespace

std::optional<std::string> Tree::real_folder(std::string_view path) const {
  std::string real;
  std::vector<std::string> rest;
  for (const std::string_view part : split(path, '/')) {
    rest.emplace_back(part);
  }
  std::reverse(rest.begin(), rest.end());
  int links = 0;
  while (!rest.empty()) {
    const std::string part = std::move(rest.back());
    rest.pop_back();
    if (part.empty() || part == ".") {
      continue;
    }
    if (part == "..") {
      real = split_name(real).first;
      continue;
    }
    std::string next = joined(real, part);
    const auto node = nodes_.find(next);
    if (node == nodes_.end() || node->second.kind != EntryKind::kSymlink) {
      real = std::move(next);
      continue;
    }
    if (++links > kMostLinks) {
      return std::nullopt;
    }
    const std::string& target = node->second.target;
    if (target.starts_with('/')) {
      real.clear();
    }
    const auto parts = split(target, '/');
    for (auto at = parts.rbegin(); at != parts.rend(); ++at) {
      rest.emplace_back(*at);
    }
  }
  return real;
}

std::optional<std::string> Tree::resolve(std::string_view path) const {
  auto real = real_folder(path);
  return real && nodes_.contains(*real) ? real : std::nullopt;
}

const TreeNode* Tree::find(std::string_view path) const {
  const auto real = real_folder(path);
  const auto node = real ? nodes_.find(*real) : nodes_.end();
  return node == nodes_.end() ? nullptr : &node->second;
}

std::vector<std::string> Tree::list(std::string_view folder) const {
  std::vector<std::string> names;
  const std::string below = folder.empty() ? "" : std::string(folder) + "/";
  for (auto at = nodes_.lower_bound(below); at != nodes_.end() && at->first.starts_with(below);) {
    const std::size_t slash = at->first.find('/', below.size());
    if (slash == std::string::npos) {
      names.push_back(at->first);
      ++at;
    } else {
      // Past the whole subtree: '0' is the character after '/'.
      at = nodes_.lower_bound(at->first.substr(0, slash) + "0");
    }
  }
  return names;
}

void Tree::remove_below(const std::string& folder) {
  if (folder.empty()) {
    nodes_.clear();
    return;
  }
  nodes_.erase(nodes_.lower_bound(folder + "/"), nodes_.lower_bound(folder + "0"));
}

void Tree::make_folders(const std::string& folder, int layer) {
  for (std::size_t slash = folder.find('/');; slash = folder.find('/', slash + 1)) {
    const std::string path = folder.substr(0, slash);
    if (!path.empty()) {
      const auto [at, is_new] = nodes_.try_emplace(path);
      if (is_new || at->second.kind != EntryKind::kFolder) {
        at->second = {.kind = EntryKind::kFolder, .mode = 0755, .size = 0, .target = {}, .sha256 = {}, .layer = layer};
      }
    }
    if (slash == std::string::npos) {
      return;
    }
  }
}

void Tree::put(const LayerEntry& entry, int layer, std::vector<Fault>& faults) {
  const auto [asked, name] = split_name(entry.path);
  if (!has_last_ || last_asked_ != asked) {
    auto real = real_folder(asked);
    if (!real) {
      faults.push_back({FaultKind::kDanglingLink, "its folder is a circle of links", layer, entry.path});
      return;
    }
    make_folders(*real, layer);
    last_asked_ = asked;
    last_real_ = std::move(*real);
    has_last_ = true;
  }
  const std::string path = joined(last_real_, name);
  TreeNode node{.kind = entry.kind,
                .mode = entry.mode,
                .size = entry.size,
                .target = entry.target,
                .sha256 = entry.sha256,
                .layer = layer,
                .entry = &entry};
  if (entry.kind == EntryKind::kHardLink) {
    const TreeNode* target = find(entry.target);
    // The target itself, not what it may lead to, when it is a link.
    const auto [folder, last] = split_name(plain_path(entry.target).value_or(""));
    if (const auto real = real_folder(folder)) {
      const auto exact = nodes_.find(joined(*real, last));
      target = exact == nodes_.end() ? nullptr : &exact->second;
    }
    if (target == nullptr || target->kind == EntryKind::kFolder) {
      faults.push_back({FaultKind::kDanglingLink,
                        fmt::format("the file '{}' that it is a link to is not there", entry.target), layer,
                        entry.path});
      return;
    }
    node = *target;
    node.layer = layer;
    node.before.clear();
  }
  const auto [at, is_new] = nodes_.try_emplace(path);
  if (!is_new) {
    TreeNode& old = at->second;
    if (entry.kind == EntryKind::kFolder && old.kind == EntryKind::kFolder) {
      old.mode = entry.mode;
      old.layer = layer;
      old.entry = &entry;
      return;
    }
    if (old.kind == EntryKind::kFolder) {
      remove_below(path);
    }
    if (old.kind == EntryKind::kFile && node.kind == EntryKind::kFile && old.entry != nullptr) {
      node.before = std::move(old.before);
      if (old.layer != layer) {
        node.before.insert(node.before.begin(), {old.layer, old.entry});
      }
    }
  }
  if (node.kind == EntryKind::kSymlink || (!is_new && at->second.kind == EntryKind::kSymlink)) {
    has_last_ = false;
  }
  at->second = std::move(node);
}

void Tree::apply(const Layer& layer, int index, std::vector<Fault>& faults) {
  has_last_ = false;
  for (const LayerEntry& entry : layer.entries) {
    const auto [folder, name] = split_name(entry.path);
    if (!name.starts_with(kWhiteout)) {
      continue;
    }
    const auto real = real_folder(folder);
    if (!real) {
      continue;
    }
    if (name == kOpaque) {
      remove_below(*real);
    } else if (!name.starts_with(".wh..wh.")) {
      const std::string path = joined(*real, name.substr(kWhiteout.size()));
      remove_below(path);
      nodes_.erase(path);
    }
  }
  for (const LayerEntry& entry : layer.entries) {
    // A whiteout in front of any part of a name makes it none of the tree's.
    if (!split_name(entry.path).second.starts_with(kWhiteout)) {
      put(entry, index, faults);
    }
  }
}

}  // namespace ropewalk::image
