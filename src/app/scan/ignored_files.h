// Which files of a repository git passes over (gitignore(5)): what is ignored and not tracked goes nowhere with a push.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/scan/scan.h"
#include "text/path_glob.h"

namespace ropewalk::app {

/// The patterns that hold in one folder: those of the folders above it, then its own.
struct IgnoreRules {
  std::string lines;
  std::optional<text::PathGlobs> globs;
};

class IgnoredFiles {
 public:
  /// Outside of a repository nothing is ignored.
  explicit IgnoredFiles(const ScanPorts& ports);

  /// What git ignores of these and does not track, by the rules of all folders above it: a file, or a folder with
  /// nothing in it that is tracked. `path` is from the top of the repository; nothing outside of it is passed over.
  [[nodiscard]] bool passes_over(const std::string& path, bool is_folder);

 private:
  /// The rules that hold in a folder (its path from the top; empty for the top itself).
  [[nodiscard]] const IgnoreRules& rules_in(const std::string& folder);
  [[nodiscard]] bool is_tracked(const std::string& path) const;
  /// True when something below the folder is tracked.
  [[nodiscard]] bool has_tracked(const std::string& folder) const;
  [[nodiscard]] IgnoreRules with_file(const std::filesystem::path& file, const std::string& folder,
                                      const IgnoreRules& above) const;

  const ScanPorts& ports_;
  bool is_active_ = false;
  /// Sorted.
  std::vector<std::string> tracked_;
  /// By folder, so that each file of patterns is read once.
  std::map<std::string, IgnoreRules> rules_;
};

/// The lines of a `.gitignore` in a folder as patterns from the top: `*.o` of `src` is `src/**/*.o`.
[[nodiscard]] std::string as_patterns(std::string_view text, const std::string& folder);

}  // namespace ropewalk::app
