// What a file says about packages that a project needs.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "scan/core/finding.h"

namespace ropewalk::scan {

/// How exactly an entry names what is installed: one version, several, or something that is no release.
enum class DependencyKind { kPinned, kRange, kUrl, kPath, kGit };
[[nodiscard]] std::string_view name(DependencyKind kind);

struct Dependency {
  /// As it is written.
  std::string name;
  /// What advisories call it, where that is not the name: `@babel/core` of the group `@babel` and the name `core`.
  std::string advisory_name = {};
  /// As OSV names it: `PyPI`, `npm`, `crates.io`, `Go`; others have no advisories.
  std::string ecosystem = "PyPI";
  DependencyKind kind = DependencyKind::kRange;
  /// Empty when the file does not settle it.
  std::string version;
  /// The range, in the normal form.
  std::string specifier;
  /// What it comes from, when that is no index of packages; the index when that is not the usual one.
  std::string url;
  std::vector<std::string> extras;
  std::vector<std::string> groups;
  std::string marker;
  bool is_optional = false;
  /// The hashes that the file allows, and whether the format has any: where it has, a missing one is worth a word.
  std::vector<std::string> hashes;
  bool is_yanked = false;
  /// A licence expression or name, where the file says one.
  std::string license;
  /// Of a component of a bill of materials.
  std::string component_type;
  std::string group;
  std::string purl;
  Location place;

  [[nodiscard]] const std::string& lookup_name() const { return advisory_name.empty() ? name : advisory_name; }
};

struct ExtraIndex {
  std::string url;
  Location place;
};

/// All that a file (and the files that it includes) says: what is in it is an entry, was passed over, or could not be
/// understood.
struct Manifest {
  std::vector<Dependency> dependencies;
  std::vector<Skipped> skipped;
  std::vector<Trouble> trouble;
  /// Files of pip's that ask for hashes of everything: by the option, or by one hash.
  std::vector<std::string> files_with_hashes;
  /// Indexes besides the usual one.
  std::vector<ExtraIndex> extra_indexes;

  void skip(Location place, std::string reason, std::string message);
  void fail(Location place, std::string reason, std::string message);
};

struct ManifestInput {
  std::string_view text;
  /// As it is shown: with `/`, relative to the root of the scan.
  std::string file;
  /// Reads another file, named in the same way.
  std::function<Result<std::string>(const std::string& file)> read_file;
};

/// The text with the user's name and password taken out of every address in it.
[[nodiscard]] std::string without_credentials(std::string_view text);

/// The path that `name` means in `file`: relative to the folder of it, `..` resolved.
[[nodiscard]] std::string relative_to(std::string_view file, std::string_view name);

}  // namespace ropewalk::scan
