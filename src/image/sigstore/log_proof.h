// That an entry is in a transparency log, and since when: by the log's own signatures and the hashes of its tree.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "image/sign/bundle.h"
#include "image/sigstore/trusted_root.h"

namespace ropewalk::image {

/// Asks of an entry: that one of these logs, while it was trusted, has signed its time and place (the promise), has
/// signed a root of its tree (the checkpoint), and that the entry is below that root. Returns the time. Errors:
/// kInvalid with what does not hold.
[[nodiscard]] Result<std::chrono::system_clock::time_point> prove_entry(const LogEntry& entry,
                                                                        const std::vector<TrustedLog>& logs);

/// The root that an entry's hash and the hashes beside its way lead to (RFC 9162 §2.1.3.2); empty when they don't fit
/// to the place and the size.
[[nodiscard]] std::string root_of(std::string_view leaf, const InclusionProof& proof);
/// The hash of an entry in the tree.
[[nodiscard]] std::string leaf_hash(std::string_view body);

}  // namespace ropewalk::image
