// Who signed a bundle without a key, and when: what a certificate and a log say, as far as a trusted root believes them
// (https://docs.sigstore.dev/about/security, "client specification").
#pragma once

#include <chrono>
#include <string>

#include "base/result.h"
#include "image/sign/bundle.h"
#include "image/sigstore/trusted_root.h"

namespace ropewalk::image {

struct Signer {
  /// `https://github.com/acme/parcels/.github/workflows/cd.yml@refs/heads/main`, or a mail address.
  std::string identity;
  /// Who says so: `https://token.actions.githubusercontent.com`.
  std::string issuer;
  std::chrono::system_clock::time_point time;
};

/// Asks, in this order: one signature; one entry in a log that is proven and is about this statement, this signature
/// and this certificate; a certificate for signing that a trusted authority had issued and that was valid at the
/// entry's time, seen by a trusted log of certificates; the signature itself. Errors: kInvalid with what does not hold.
[[nodiscard]] Result<Signer> verify_bundle(const Bundle& bundle, const TrustedRoot& root);

/// Whether the entry says that it is about this statement, its signature and its certificate. Errors: kInvalid with
/// what it is about instead.
[[nodiscard]] Result<void> is_about(const LogEntry& entry, const Bundle& bundle);

}  // namespace ropewalk::image
