// What can be wrong with an image: a kind that scripts go by, a sentence for people, and where.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace ropewalk::image {

enum class FaultKind {
  kUnreadable,
  kMissing,
  kDamaged,
  kTruncated,
  kTooLarge,
  kUnsupported,
  kDigestMismatch,
  kDiffIdMismatch,
  kPathEscape,
  kDanglingLink,
  kNotChosen,  // several images, and none or no one of them was asked for
};

/// `digest-mismatch`, `path-escape`: the code of the kind.
[[nodiscard]] std::string_view name(FaultKind kind);

struct Fault {
  FaultKind kind = FaultKind::kDamaged;
  std::string message;
  /// The index of the layer, from 0 at the bottom; below zero when it is none's.
  int layer = -1;
  /// As the layer has it; empty when it is no entry's.
  std::string path = {};
};

template <class T>
using Outcome = tl::expected<T, Fault>;

[[nodiscard]] inline tl::unexpected<Fault> fault(FaultKind kind, std::string message, std::string path = {}) {
  return tl::unexpected<Fault>(Fault{kind, std::move(message), -1, std::move(path)});
}
[[nodiscard]] inline tl::unexpected<Fault> fault(Fault what) { return tl::unexpected<Fault>(std::move(what)); }

}  // namespace ropewalk::image
