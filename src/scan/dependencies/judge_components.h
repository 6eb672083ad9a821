// Packages that the data may know nothing of: those of a distribution in a bill of materials, and other ecosystems.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scan/advisories/pack.h"
#include "scan/core/finding.h"
#include "scan/dependencies/dependency.h"

namespace ropewalk::scan {

/// True for a package of dpkg, apk or rpm: those are judged by their distribution's advisories.
[[nodiscard]] bool is_of_distribution(const Dependency& dependency);

/// Judges the packages of distributions by what their package URLs say of release and source package
/// (`distro=debian-12`, `upstream=openssl@3.0.11`).
[[nodiscard]] Report judge_components(const Manifest& manifest, const Pack& pack);

/// Counts packages that were not judged because the data has no advisories of their ecosystem, and tells each file's as
/// trouble: what was not looked for is not green.
class Unjudged {
 public:
  explicit Unjudged(const Pack& pack);
  /// True, and counted, when the data has nothing of its ecosystem. A project's own folders are not counted.
  bool take(const Dependency& dependency);
  void tell(Report& report) const;

 private:
  std::vector<std::string_view> known_;
  std::map<std::pair<std::string, std::string>, std::size_t> counts_;
};

}  // namespace ropewalk::scan
