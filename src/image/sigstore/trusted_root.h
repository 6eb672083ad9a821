// Whom keyless signatures are believed: who issues certificates, and which logs show when they were used
// (`trusted_root.json` of Sigstore, version 0.1).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "keys/certificate.h"

namespace ropewalk::image {

/// When something may have been used.
struct Validity {
  std::optional<std::chrono::system_clock::time_point> start;
  std::optional<std::chrono::system_clock::time_point> end;

  [[nodiscard]] bool holds(std::chrono::system_clock::time_point time) const {
    return start && *start <= time && (!end || time <= *end);
  }
};

struct TrustedLog {
  /// SHA-256 of its public key, as its entries name it.
  std::string id;
  keys::PublicKey key;
  Validity validity;
};

struct TrustedAuthority {
  /// Those between first, the root last.
  std::vector<keys::Certificate> chain;
  Validity validity;
};

struct TrustedRoot {
  std::vector<TrustedLog> signature_logs;
  std::vector<TrustedLog> certificate_logs;
  std::vector<TrustedAuthority> authorities;
};

/// Keys of kinds that are not taken are left out: nothing that they signed holds. Errors: kInvalid for what is no such
/// file, and for one that leaves nobody to be believed.
[[nodiscard]] Result<TrustedRoot> read_trusted_root(std::string_view text, std::string_view name);

}  // namespace ropewalk::image
