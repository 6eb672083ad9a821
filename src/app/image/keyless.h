// Signing without a key of one's own: as who a job of GitHub Actions is. Its OIDC token and a key that lives as long as
// the signing get a certificate from Fulcio, and what is signed goes into the log of Rekor, which shows when that was.
#pragma once

#include <optional>
#include <string>

#include "app/image/registries.h"
#include "base/result.h"
#include "image/sign/bundle.h"
#include "keys/certificate.h"
#include "keys/key_pair.h"

namespace ropewalk::app {

struct KeylessSettings {
  /// Who issues certificates, and the log; Sigstore's public ones.
  std::string fulcio = "https://fulcio.sigstore.dev";
  std::string rekor = "https://rekor.sigstore.dev";
};

/// Whether a token can be had here, and the addresses may be sent one: to be asked before anything is built. Errors:
/// kUsage.
[[nodiscard]] Result<void> can_sign_keyless(const KeylessSettings& settings, const ports::Environment& environment);

class KeylessSigner {
 public:
  /// Asks for a token and a certificate, which is good for minutes. Errors: kUsage where no token can be had,
  /// kIncomplete for what the services answer, kInvalid for a certificate that is for another key.
  [[nodiscard]] static Result<KeylessSigner> begin(KeylessSettings settings, const RegistryPorts& ports,
                                                   std::stop_token stop);

  /// Signs a statement and writes that into the log. Errors: those of the log, kInvalid for an entry that is about
  /// something else.
  [[nodiscard]] Result<image::Bundle> sign(const std::string& statement) const;

  /// Who signs: what the certificate names.
  [[nodiscard]] std::string identity() const;

 private:
  KeylessSigner(KeylessSettings settings, const RegistryPorts& ports, std::stop_token stop, keys::PrivateKey key,
                keys::Certificate certificate)
      : settings_(std::move(settings)),
        ports_(ports),
        stop_(std::move(stop)),
        key_(std::move(key)),
        certificate_(std::move(certificate)) {}

  KeylessSettings settings_;
  RegistryPorts ports_;
  std::stop_token stop_;
  keys::PrivateKey key_;
  keys::Certificate certificate_;
};

}  // namespace ropewalk::app
