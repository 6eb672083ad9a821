// A software bill of materials, whichever form it was in: what something is made of.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ropewalk::image {

struct Component {
  /// CycloneDX's word: `library`, `application`, `container`, `operating-system`, `file` …
  std::string type = "library";
  std::string group = {};
  std::string name = {};
  std::string version = {};
  std::string purl = {};
  /// What the document calls it by; made from the purl where it is empty when it is written.
  std::string ref = {};
  std::string description = {};
  std::string supplier = {};
  /// SPDX ids or expressions, or free names.
  std::vector<std::string> licenses = {};
  /// Algorithm (`SHA-256`) and digits.
  std::vector<std::pair<std::string, std::string>> hashes = {};
  /// Where it was found.
  std::vector<std::string> locations = {};
  std::vector<std::pair<std::string, std::string>> properties = {};
  std::vector<Component> parts = {};
  /// The line of the document where it begins; 0 for one that was not read.
  int line = 0;
};

struct BomDependency {
  std::string ref;
  std::vector<std::string> depends_on;
};

/// A vulnerability that the document names, with its judgement (VEX).
struct BomVulnerability {
  std::string id;
  std::string source;
  /// `critical` … `none`; empty when none is stated.
  std::string severity;
  std::string score;
  std::string vector;
  std::string description;
  std::string recommendation;
  /// `not_affected`, `exploitable`, `resolved` …; empty without an analysis.
  std::string state;
  std::string justification;
  std::string detail;
  /// The components that have it, by their refs.
  std::vector<std::string> affects;
};

struct Bom {
  /// `CycloneDX 1.6`, `SPDX-2.3`.
  std::string form;
  std::string serial;
  /// RFC 3339; empty: none.
  std::string timestamp;
  /// What the document is about.
  std::optional<Component> subject;
  std::vector<Component> components;
  std::vector<BomDependency> dependencies;
  std::vector<BomVulnerability> vulnerabilities;
};

}  // namespace ropewalk::image
