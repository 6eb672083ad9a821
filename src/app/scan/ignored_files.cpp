#include "app/scan/ignored_files.h"

#include <algorithm>

#include "base/strings.h"

namespace ropewalk::app {
namespace {

constexpr std::uint64_t kMostBytes = 4ULL << 20U;

}  // namespace

std::string as_patterns(std::string_view text, const std::string& folder) {
  std::string patterns;
  for (std::string_view line : split_lines(text)) {
    while (line.ends_with(' ') && !line.ends_with("\\ ")) {
      line.remove_suffix(1);
    }
    if (line.empty() || line.starts_with('#')) {
      continue;
    }
    const bool is_negative = line.starts_with('!');
    line.remove_prefix(is_negative ? 1 : 0);
    // A slash anywhere but at the end ties a pattern to its folder.
    const std::string_view inner = line.substr(0, line.size() - (line.ends_with('/') ? 1 : 0));
    const bool is_tied = inner.find('/') != std::string_view::npos;
    line.remove_prefix(line.starts_with('/') ? 1 : 0);
    if (line.empty()) {
      continue;
    }
    const std::string base = folder.empty() ? "" : folder + "/";
    patterns += (is_negative ? "!" : "") + base + (is_tied ? "" : "**/") + std::string(line) + "\n";
  }
  return patterns;
}

IgnoredFiles::IgnoredFiles(const ScanPorts& ports) : ports_(ports) {
  const auto store = ports.object_stores.open(ports.place.top);
  if (!store || (*store)->top() != ports.place.top) {
    return;
  }
  const auto index = (*store)->index();
  if (!index) {
    return;  // what is tracked is not known, so nothing is passed over
  }
  is_active_ = true;
  for (const ports::IndexEntry& entry : *index) {
    tracked_.push_back(entry.path);
  }
  std::sort(tracked_.begin(), tracked_.end());
}

IgnoreRules IgnoredFiles::with_file(const std::filesystem::path& file, const std::string& folder,
                                    const IgnoreRules& above) const {
  const auto text = ports_.files.read_regular(file, kMostBytes, ports::Links::kRefuse);
  if (!text) {
    return above;
  }
  IgnoreRules rules{above.lines + as_patterns(*text, folder), std::nullopt};
  auto globs = text::PathGlobs::compile(rules.lines, {.root = "/"});
  if (!globs) {
    return above;  // a pattern that is not understood takes nothing out
  }
  rules.globs = std::move(*globs);
  return rules;
}

const IgnoreRules& IgnoredFiles::rules_in(const std::string& folder) {
  if (const auto known = rules_.find(folder); known != rules_.end()) {
    return known->second;
  }
  const std::size_t slash = folder.rfind('/');
  const IgnoreRules above = folder.empty() ? with_file(ports_.place.top / ".git/info/exclude", "", {})
                                           : rules_in(slash == std::string::npos ? "" : folder.substr(0, slash));
  return rules_.emplace(folder, with_file(ports_.place.top / folder / ".gitignore", folder, above)).first->second;
}

bool IgnoredFiles::passes_over(const std::string& path, bool is_folder) {
  if (!is_active_ || path.starts_with('/')) {
    return false;
  }
  const std::size_t slash = path.rfind('/');
  const IgnoreRules& rules = rules_in(slash == std::string::npos ? "" : path.substr(0, slash));
  return rules.globs && rules.globs->matches(path, is_folder) && !(is_folder ? has_tracked(path) : is_tracked(path));
}

bool IgnoredFiles::is_tracked(const std::string& path) const {
  // In a sparse index a folder (`path/`) stands for all that is in it.
  for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    if (std::binary_search(tracked_.begin(), tracked_.end(), path.substr(0, slash + 1))) {
      return true;
    }
  }
  return std::binary_search(tracked_.begin(), tracked_.end(), path);
}

bool IgnoredFiles::has_tracked(const std::string& folder) const {
  const std::string prefix = folder + "/";
  const auto first = std::lower_bound(tracked_.begin(), tracked_.end(), prefix);
  return first != tracked_.end() && first->starts_with(prefix);
}

}  // namespace ropewalk::app
