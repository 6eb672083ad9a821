#include "scan/advisories/version_key.h"

#include "versions/pep440.h"
#include "versions/semver.h"

namespace ropewalk::scan {

std::string version_key(versions::Scheme scheme, std::string_view version) {
  switch (scheme) {
    case versions::Scheme::kPep440: return versions::pep440_key(version);
    case versions::Scheme::kSemver: return versions::semver_key(version);
    case versions::Scheme::kDebian:
    case versions::Scheme::kAlpine:
    case versions::Scheme::kRpm: break;
  }
  return std::string(version);
}

int compare_keys(versions::Scheme scheme, std::string_view a, std::string_view b) {
  switch (scheme) {
    case versions::Scheme::kPep440:
    case versions::Scheme::kSemver: return a.compare(b);
    case versions::Scheme::kDebian:
    case versions::Scheme::kAlpine:
    case versions::Scheme::kRpm: break;
  }
  if (a.empty() || b.empty()) {
    return static_cast<int>(!a.empty()) - static_cast<int>(!b.empty());
  }
  return versions::compare(scheme, a, b);
}

}  // namespace ropewalk::scan
