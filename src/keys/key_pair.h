// Key pairs: what signs, and what tells whether a signature is right. Made here are ECDSA keys on P-256; read are also
// P-384, P-521, Ed25519 and RSA keys of at least 2048 bits. All sign SHA-256 of the bytes but Ed25519, which signs the
// bytes themselves: what cosign, skopeo and podman expect of each kind.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ropewalk::keys {

class PublicKey {
 public:
  /// From a PEM text with one block `PUBLIC KEY`. Errors: kInvalid; `name` is what the text is called in messages.
  [[nodiscard]] static Result<PublicKey> from_pem(std::string_view text, std::string_view name);
  /// From the bytes of a SubjectPublicKeyInfo (RFC 5280).
  [[nodiscard]] static Result<PublicKey> from_der(std::string_view bytes, std::string_view name);

  /// True when `signature` is one by the other half of this key over exactly these bytes.
  [[nodiscard]] bool verifies(std::string_view bytes, std::string_view signature) const;

  [[nodiscard]] std::string to_pem() const;
  [[nodiscard]] std::string to_der() const;
  /// SHA-256 of the DER form, in hexadecimal: the same for the same key, whatever file it is in.
  [[nodiscard]] std::string id() const;
  /// `ECDSA P-256`, for people.
  [[nodiscard]] std::string kind() const;

  friend bool operator==(const PublicKey& a, const PublicKey& b) { return a.to_der() == b.to_der(); }

 private:
  friend class PrivateKey;
  struct Key;
  explicit PublicKey(std::shared_ptr<const Key> key) : key_(std::move(key)) {}
  /// Shared because keys are values and OpenSSL's keys are handles that never change.
  std::shared_ptr<const Key> key_;
};

/// The half that is kept secret. It has no text form but the encrypted file of keys/key_file.h.
class PrivateKey {
 public:
  /// A new key on P-256, from OpenSSL's own randomness. Errors: kInternal.
  [[nodiscard]] static Result<PrivateKey> generate();
  /// From the bytes of a PKCS #8 PrivateKeyInfo (RFC 5208). Errors: kInvalid.
  [[nodiscard]] static Result<PrivateKey> from_pkcs8(std::string_view bytes, std::string_view name);

  /// ECDSA in ASN.1 DER. Errors: kInternal.
  [[nodiscard]] Result<std::string> sign(std::string_view bytes) const;
  [[nodiscard]] PublicKey public_key() const { return PublicKey(key_); }
  [[nodiscard]] std::string to_pkcs8() const;

 private:
  explicit PrivateKey(std::shared_ptr<const PublicKey::Key> key) : key_(std::move(key)) {}
  std::shared_ptr<const PublicKey::Key> key_;
};

}  // namespace ropewalk::keys
