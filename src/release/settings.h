// What a repository says about its releases, whichever tool's file says it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "ports/files.h"
#include "release/branches.h"
#include "release/squash.h"
#include "release/version.h"

namespace ropewalk::release {

/// A place in a file that holds the version: a key of a TOML file, or a variable of a text file.
struct VersionPlace {
  /// Relative to the package's folder.
  std::string file;
  /// `project.version` in a TOML or JSON file; `__version__` in others; of a pattern, what stands in front of the
  /// version and `{version}`.
  std::string key;
  enum class Kind { kToml, kJson, kVariable, kWhole, kPattern } kind = Kind::kVariable;
  /// The tag's text is written and not the version's.
  bool is_tag = false;
};

/// A release rule of semantic-release's commit analyzer: what a commit that meets it asks for.
struct CommitRule {
  std::string type = {};
  std::string scope = {};
  std::optional<bool> is_breaking = {};
  std::optional<bool> is_revert = {};
  Level level = Level::kNone;
};

struct Settings {
  /// Where they come from, for messages; empty when nothing is configured.
  std::string source = {};
  std::optional<std::string> tag_format = {};
  std::vector<BranchRule> branches = {};
  /// Branches that none of the rules names release what they would without any.
  bool has_usual_branches = false;
  TypeNames minor_types = {"feat"};
  TypeNames patch_types = {"fix", "perf"};
  /// Types without a level of their own.
  TypeNames other_types = {"build", "chore", "ci", "docs", "style", "refactor", "revert", "test"};
  Level other_level = Level::kNone;
  std::vector<CommitRule> rules = {};
  bool reads_squashes = true;
  /// Set where the repository says it: whether a breaking change leaves 0.x, and whether 0.x is allowed at all.
  std::optional<bool> major_on_zero = {};
  std::optional<bool> allows_zero = {};
  /// On 0.x a feature is a patch.
  bool minor_is_patch_on_zero = false;
  std::vector<VersionPlace> places = {};
  /// What the package is called in tags.
  std::vector<std::string> names = {};
  /// The version that is already out where there are no tags (release-please's manifest).
  std::optional<std::string> manifest_version = {};
  std::optional<std::string> changelog_file = {};
  std::string commit_message = {};
  /// What was understood only in part, for people.
  std::vector<std::string> remarks = {};

  [[nodiscard]] TypeNames known_types() const;
};

/// Reads what is there in `folder` (the package's) and in `top`: python-semantic-release's settings in pyproject.toml,
/// semantic-release's in .releaserc or package.json, release-please's files. The first of these that is there counts.
/// Errors: kUsage for a file that cannot be read or a setting that makes no sense.
[[nodiscard]] Result<Settings> read_settings(const ports::Files& files, const std::filesystem::path& top,
                                             const std::string& package);

}  // namespace ropewalk::release
