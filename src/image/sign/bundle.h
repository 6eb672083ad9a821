// Sigstore bundles: a signed statement with all that is needed to verify it, in one file
// (https://docs.sigstore.dev/about/bundle, version 0.3). Signed with a key, or with a certificate that lives for
// minutes and an entry in a log that shows when it was used.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "keys/dsse.h"

namespace ropewalk::image {

inline constexpr std::string_view kBundleType = "application/vnd.dev.sigstore.bundle.v0.3+json";

/// True for the media type of version 0.3 in both its spellings.
[[nodiscard]] bool is_bundle_type(std::string_view media_type);

/// That an entry is in a log: the way from its hash to the root that the log has signed (RFC 6962).
struct InclusionProof {
  std::int64_t log_index = 0;
  std::int64_t tree_size = 0;
  std::string root_hash;
  std::vector<std::string> hashes;
  /// The signed root, as a note (https://github.com/transparency-dev/formats).
  std::string checkpoint;
};

/// An entry of a transparency log.
struct LogEntry {
  std::int64_t log_index = 0;
  /// SHA-256 of the log's public key.
  std::string log_id;
  /// `dsse` and `0.0.1`.
  std::string kind;
  std::string version;
  /// In seconds since 1970.
  std::int64_t integrated_time = 0;
  /// The log's signature over the time; empty without one.
  std::string promise;
  InclusionProof proof;
  /// The entry itself: what is in the log.
  std::string body;
};

struct Bundle {
  keys::Envelope envelope;
  /// DER; empty where a key signed.
  std::string certificate = {};
  /// Which key it was; never to be trusted.
  std::string key_hint = {};
  std::vector<LogEntry> entries = {};
};

[[nodiscard]] std::string to_json(const Bundle& bundle);

/// Errors: kInvalid for what is no bundle of a DSSE envelope. Nothing is verified.
[[nodiscard]] Result<Bundle> read_bundle(std::string_view text, std::string_view name);

}  // namespace ropewalk::image
