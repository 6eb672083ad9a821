// Certificates (X.509, RFC 5280) as far as signatures need them: whose key it is, who says so, and which logs have seen
// it (RFC 6962). OpenSSL does the reading and the judging of chains.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "keys/key_pair.h"

namespace ropewalk::keys {

/// That a log of certificates has seen one: a promise in the certificate itself.
struct CertificateTimestamp {
  /// SHA-256 of the log's public key.
  std::string log_id;
  /// In milliseconds since 1970.
  std::uint64_t time = 0;
  std::string extensions;
  std::string signature;
};

class Certificate {
 public:
  /// Errors: kInvalid, also for a key of a kind that is not taken.
  [[nodiscard]] static Result<Certificate> from_der(std::string_view bytes, std::string_view name);

  [[nodiscard]] std::string der() const;
  [[nodiscard]] const PublicKey& public_key() const { return key_; }
  /// Subject alternative names: URIs and mail addresses. Other kinds count as an empty name.
  [[nodiscard]] std::vector<std::string> names() const;
  /// The value of an extension, `1.3.6.1.4.1.57264.1.8`: its DER bytes. Empty without it, or when it is there twice.
  [[nodiscard]] std::string extension(const char* oid) const;
  [[nodiscard]] bool may_sign_code() const;

  /// The promises of logs; none when the list cannot be read.
  [[nodiscard]] std::vector<CertificateTimestamp> timestamps() const;
  /// The bytes that a log has signed for such a promise; `issuer` is who issued this certificate.
  [[nodiscard]] std::string timestamp_input(const CertificateTimestamp& timestamp, const Certificate& issuer) const;

  /// Whether it was issued at `time` under the last of `chain`, which is trusted, through the others. Returns who
  /// issued it. Errors: kInvalid with OpenSSL's reason.
  [[nodiscard]] Result<Certificate> issuer(const std::vector<Certificate>& chain,
                                           std::chrono::system_clock::time_point time) const;

 private:
  struct Handle;
  Certificate(std::shared_ptr<const Handle> handle, PublicKey key) : handle_(std::move(handle)), key_(std::move(key)) {}
  /// Shared because certificates are values and OpenSSL's are handles that never change.
  std::shared_ptr<const Handle> handle_;
  PublicKey key_;
};

}  // namespace ropewalk::keys
