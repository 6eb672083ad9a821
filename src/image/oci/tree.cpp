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

const TreeNode* Tree::node_at(const std::string& path, std::size_t at) const {
  if (const auto node = nodes_.find(path); node != nodes_.end()) {
    return &node->second;
  }
  if (removed_.empty()) {
    return nullptr;
  }
  const auto gone = removed_.find(path);
  return gone != removed_.end() && gone->second.at > at ? &gone->second.node : nullptr;
}

std::optional<std::string> Tree::real_folder(std::string_view path, std::size_t at) const {
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
    const TreeNode* node = node_at(next, at);
    if (node == nullptr || node->kind != EntryKind::kSymlink) {
      real = std::move(next);
      continue;
    }
    if (++links > kMostLinks) {
      return std::nullopt;
    }
    const std::string& target = node->target;
    if (target.starts_with('/')) {
      real.clear();
    }
    const auto parts = split(target, '/');
    for (auto next_part = parts.rbegin(); next_part != parts.rend(); ++next_part) {
      rest.emplace_back(*next_part);
    }
  }
  return real;
}

std::optional<std::string> Tree::resolve(std::string_view path) const {
  auto real = real_folder(path);
  return real && nodes_.contains(*real) ? real : std::nullopt;
}

std::optional<std::string> Tree::resolve_name(std::string_view path) const {
  const auto [folder, name] = split_name(path);
  auto real = real_folder(folder);
  if (real) {
    real = joined(*real, name);
  }
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

void Tree::white_out(const std::string& path, bool itself, std::size_t at) {
  const auto begin = path.empty() ? nodes_.begin() : nodes_.lower_bound(path + "/");
  const auto end = path.empty() ? nodes_.end() : nodes_.lower_bound(path + "0");
  for (auto node = begin; node != end; ++node) {
    removed_.try_emplace(node->first, Removed{std::move(node->second), at});
  }
  nodes_.erase(begin, end);
  const auto own = itself ? nodes_.find(path) : nodes_.end();
  if (own != nodes_.end()) {
    removed_.try_emplace(path, Removed{std::move(own->second), at});
    nodes_.erase(own);
  }
}

const TreeNode* Tree::linked(const LayerEntry& entry, std::size_t at) const {
  const std::string target = plain_path(entry.target).value_or("");
  // The target itself, not what it may lead to, when it is a link.
  const auto [folder, name] = split_name(target);
  const auto real = real_folder(folder, at);
  const TreeNode* node = real ? node_at(joined(*real, name), at) : nullptr;
  return node == nullptr || node->kind == EntryKind::kFolder ? nullptr : node;
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

void Tree::put(const LayerEntry& entry, std::size_t at, int layer, std::vector<Fault>& faults) {
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
    const TreeNode* target = linked(entry, at);
    if (target == nullptr) {
      faults.push_back({FaultKind::kDanglingLink,
                        fmt::format("the file '{}' that it is a link to is not there", entry.target), layer,
                        entry.path});
      return;
    }
    node = *target;
    node.layer = layer;
    node.before.clear();
  }
  const auto [place, is_new] = nodes_.try_emplace(path);
  if (!is_new) {
    TreeNode& old = place->second;
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
  if (node.kind == EntryKind::kSymlink || (!is_new && place->second.kind == EntryKind::kSymlink)) {
    has_last_ = false;
  }
  place->second = std::move(node);
}

void Tree::apply(const Layer& layer, int index, std::vector<Fault>& faults) {
  has_last_ = false;
  for (std::size_t at = 0; at < layer.entries.size(); ++at) {
    const auto [folder, name] = split_name(layer.entries[at].path);
    if (!name.starts_with(kWhiteout)) {
      continue;
    }
    const auto real = real_folder(folder);
    if (!real) {
      continue;
    }
    if (name == kOpaque) {
      white_out(*real, false, at);
    } else if (!name.starts_with(".wh..wh.")) {
      white_out(joined(*real, name.substr(kWhiteout.size())), true, at);
    }
  }
  for (std::size_t at = 0; at < layer.entries.size(); ++at) {
    // A whiteout in front of any part of a name makes it none of the tree's.
    if (!split_name(layer.entries[at].path).second.starts_with(kWhiteout)) {
      put(layer.entries[at], at, index, faults);
    }
  }
  removed_.clear();
}

}  // namespace ropewalk::image
