#include "image/oci/fault.h"

namespace ropewalk::image {

std::string_view name(FaultKind kind) {
  switch (kind) {
    case FaultKind::kUnreadable: return "unreadable";
    case FaultKind::kMissing: return "missing";
    case FaultKind::kDamaged: return "damaged";
    case FaultKind::kTruncated: return "truncated";
    case FaultKind::kTooLarge: return "too-large";
    case FaultKind::kUnsupported: return "unsupported";
    case FaultKind::kDigestMismatch: return "digest-mismatch";
    case FaultKind::kDiffIdMismatch: return "diff-id-mismatch";
    case FaultKind::kPathEscape: return "path-escape";
    case FaultKind::kDanglingLink: return "dangling-link";
    case FaultKind::kNotChosen: return "not-chosen";
  }
  return "damaged";
}

}  // namespace ropewalk::image
