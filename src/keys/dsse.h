// DSSE envelopes: a signed payload with its type, so that a signature made for one purpose holds for no other
// (https://github.com/secure-systems-lab/dsse, protocol v1).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "keys/key_pair.h"

namespace ropewalk::keys {

struct EnvelopeSignature {
  /// A hint which key it was; never to be trusted.
  std::string key_id;
  std::string signature;
};

struct Envelope {
  /// `application/vnd.in-toto+json`.
  std::string payload_type;
  std::string payload;
  std::vector<EnvelopeSignature> signatures;
};

/// What is signed: the type and the payload with their lengths.
[[nodiscard]] std::string pre_authentication(std::string_view payload_type, std::string_view payload);

/// An envelope with one signature by this key.
[[nodiscard]] Result<Envelope> sign_envelope(std::string payload_type, std::string payload, const PrivateKey& key);

/// The JSON form, on one line.
[[nodiscard]] std::string to_json(const Envelope& envelope);

/// Errors: kInvalid for what is no envelope. Whether it is signed by anyone is not looked at.
[[nodiscard]] Result<Envelope> read_envelope(std::string_view text, std::string_view name);

/// True when one of its signatures is by this key.
[[nodiscard]] bool is_signed_by(const Envelope& envelope, const PublicKey& key);

}  // namespace ropewalk::keys
