// Makes a pack of advisories.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "scan/advisories/advisory.h"

namespace ropewalk::scan {

struct PackSource {
  /// What it was made from: a folder's or an archive's name, a commit.
  std::string name;
  /// RFC 3339; empty to say nothing, so that the same records give the same bytes.
  std::string made;
  /// Licence and attribution.
  std::string terms;
};

struct WrittenPack {
  std::string bytes;
  std::size_t advisories = 0;
  std::size_t packages = 0;
  /// Packages that no version scheme is known for, by ecosystem.
  std::map<std::string, std::size_t> left_out;
};

/// The same records in any order give the same bytes. Of records with the same id the one that was modified last is
/// taken.
[[nodiscard]] WrittenPack write_pack(std::vector<Advisory> advisories, const PackSource& source);

}  // namespace ropewalk::scan
