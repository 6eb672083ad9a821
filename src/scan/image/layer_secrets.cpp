#include "scan/image/layer_secrets.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "image/packages/distribution_files.h"

namespace ropewalk::scan {
namespace {

/// Names are looked at so many bytes at once: hardly any has a secret in it.
constexpr std::size_t kNamesAtOnce = 1UL << 16U;

bool says_something(const Report& report) {
  return !report.findings.empty() || !report.trouble.empty() || !report.skipped.empty();
}

/// A file of a layer, by its path there.
using LayerFile = std::pair<int, std::string>;

/// Files of layers that the tree has under another name alone: what they are there is a hard link.
std::set<LayerFile> files_under_other_names(const image::Contents& contents) {
  std::set<LayerFile> files;
  const std::less<const image::LayerEntry*> before;
  for (const auto& [path, node] : contents.tree.nodes()) {
    if (node.kind != image::EntryKind::kFile || node.entry == nullptr || node.entry->path == path) {
      continue;
    }
    for (std::size_t layer = 0; layer < contents.layers.size(); ++layer) {
      const auto& entries = contents.layers[layer]->entries;
      if (!before(node.entry, entries.data()) && before(node.entry, entries.data() + entries.size())) {
        files.emplace(static_cast<int>(layer), node.entry->path);
      }
    }
  }
  return files;
}

void add_origin(Finding& finding, int layer, const std::string& path, bool is_in_tree) {
  finding.details.emplace_back("layer", std::to_string(layer));
  finding.details.emplace_back("path", json_text(path));
  finding.details.emplace_back("in_tree", is_in_tree ? "true" : "false");
  if (!is_in_tree) {
    finding.message += fmt::format(" (layer {} still has it, though a later layer hides it)", layer);
  }
}

}  // namespace

void LayerSecrets::prepare(image::LayerOptions& options, int layer) {
  if (!find_) {
    return;
  }
  options.shows = [this, layer](const image::LayerEntry& entry, std::string_view content) {
    Report told = find_.in_file(entry.path, content);
    if (says_something(told)) {
      std::string digest = image::distribution_digest(content);
      const std::lock_guard lock(mutex_);
      found_.push_back({layer, entry.path, std::move(digest), std::move(told)});
    }
  };
  options.too_large = [this](const image::LayerEntry& entry) {
    const std::lock_guard lock(mutex_);
    skipped_.push_back({{entry.path},
                        "too-large",
                        fmt::format("{} bytes: files of this size are not looked into for secrets", entry.size)});
  };
}

void LayerSecrets::finish_file(Found found, bool is_in_tree, Report& report) const {
  for (Finding& finding : found.told.findings) {
    add_origin(finding, found.layer, found.path, is_in_tree);
    report.findings.push_back(std::move(finding));
  }
  for (Trouble& trouble : found.told.trouble) {
    trouble.message = fmt::format("layer {}: {}", found.layer, trouble.message);
    trouble.details.emplace_back("layer", std::to_string(found.layer));
    trouble.details.emplace_back("path", json_text(found.path));
    report.trouble.push_back(std::move(trouble));
  }
  for (Skipped& skipped : found.told.skipped) {
    report.skipped.push_back(std::move(skipped));
  }
}

void LayerSecrets::look_at_names(const image::Contents& contents, Report& report) const {
  for (std::size_t layer = 0; layer < contents.layers.size(); ++layer) {
    const auto& entries = contents.layers[layer]->entries;
    const auto look = [&](const image::LayerEntry& entry) {
      const auto real = contents.tree.resolve_name(entry.path);
      const bool is_in_tree = real && contents.tree.nodes().at(*real).layer == static_cast<int>(layer);
      for (const auto& [text, is_target] : {std::pair(entry.path, false), std::pair(entry.target, true)}) {
        for (Finding& finding : text.empty() ? std::vector<Finding>() : find_.in_name(text)) {
          finding.place.file = entry.path;
          if (is_target) {
            finding.message += " (what the link leads to)";
          }
          add_origin(finding, static_cast<int>(layer), entry.path, is_in_tree || !contents.is_whole);
          report.findings.push_back(std::move(finding));
        }
      }
    };
    std::string names;
    std::size_t first = 0;
    for (std::size_t at = 0; at < entries.size(); ++at) {
      names += entries[at].path;
      names += '\n';
      names += entries[at].target;
      names += '\n';
      if (names.size() < kNamesAtOnce && at + 1 < entries.size()) {
        continue;
      }
      if (find_.may_be_in_names(names)) {
        std::for_each(entries.begin() + static_cast<std::ptrdiff_t>(first),
                      entries.begin() + static_cast<std::ptrdiff_t>(at) + 1, look);
      }
      first = at + 1;
      names.clear();
    }
  }
}

void LayerSecrets::finish(const image::Contents& contents, Report& report) {
  std::map<std::string, std::pair<std::string, std::size_t>> public_files;
  const std::set<LayerFile> elsewhere = found_.empty() ? std::set<LayerFile>() : files_under_other_names(contents);
  for (Found& found : found_) {
    const auto real = contents.tree.resolve_name(found.path);
    const std::string package = image::package_of_unchanged(contents.tree, real.value_or(found.path), found.digest);
    if (!package.empty()) {
      auto& [owner, count] = public_files[found.path];
      owner = package;
      count += found.told.findings.size();
      continue;
    }
    const bool is_in_tree =
        (real && contents.tree.nodes().at(*real).layer == found.layer) || elsewhere.contains({found.layer, found.path});
    finish_file(std::move(found), is_in_tree, report);
  }
  for (const auto& [path, file] : public_files) {
    const std::string what = file.second == 0   ? "what cannot be opened in it is not looked into"
                             : file.second == 1 ? "a text in it that looks like a secret"
                                                : fmt::format("{} texts in it that look like a secret", file.second);
    report.skipped.push_back(
        {{path}, "distribution-file", fmt::format("{}: the file is {}'s own, as everybody has it", what, file.first)});
  }
  if (find_) {
    look_at_names(contents, report);
  }
  for (Skipped& skipped : skipped_) {
    report.skipped.push_back(std::move(skipped));
  }
}

}  // namespace ropewalk::scan
