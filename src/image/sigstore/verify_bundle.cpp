#include "image/sigstore/verify_bundle.h"

#include <algorithm>

#include "base/base64.h"
#include "base/hash.h"
#include "base/json.h"
#include "image/sigstore/log_proof.h"
#include "keys/pem.h"

namespace ropewalk::image {
namespace {

using keys::Certificate;
using Time = std::chrono::system_clock::time_point;

// https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md
constexpr const char* kIssuer = "1.3.6.1.4.1.57264.1.8";
constexpr const char* kOlderIssuer = "1.3.6.1.4.1.57264.1.1";

/// Who issued a certificate, by one of the authorities that were trusted then.
Result<Certificate> trusted_issuer(const Certificate& certificate, const TrustedRoot& root, Time time) {
  std::string why = "nobody who issues certificates was trusted then";
  for (const TrustedAuthority& authority : root.authorities) {
    if (!authority.validity.holds(time)) {
      continue;
    }
    auto issuer = certificate.issuer(authority.chain, time);
    if (issuer) {
      return issuer;
    }
    why = issuer.error().message;
  }
  return fail(ErrorKind::kInvalid, "the certificate is not of a trusted authority: " + why);
}

bool is_seen_by_log(const Certificate& certificate, const Certificate& issuer, const TrustedRoot& root) {
  const auto stamps = certificate.timestamps();
  return std::any_of(stamps.begin(), stamps.end(), [&](const keys::CertificateTimestamp& stamp) {
    const Time time{std::chrono::milliseconds(stamp.time)};
    return std::any_of(root.certificate_logs.begin(), root.certificate_logs.end(), [&](const TrustedLog& log) {
      return log.id == stamp.log_id && log.validity.holds(time) &&
             log.key.verifies(certificate.timestamp_input(stamp, issuer), stamp.signature);
    });
  });
}

/// The newer extension is a DER text, the older one its bytes alone.
std::string issuer_named(const Certificate& certificate) {
  const std::string value = certificate.extension(kIssuer);
  constexpr std::size_t kHead = 2;
  constexpr char kUtf8Text = 0x0C;
  constexpr std::size_t kShort = 128;
  if (value.size() > kHead && value[0] == kUtf8Text && value.size() - kHead < kShort &&
      static_cast<unsigned char>(value[1]) == value.size() - kHead) {
    return value.substr(kHead);
  }
  return value.empty() ? certificate.extension(kOlderIssuer) : "";
}

}  // namespace

Result<void> is_about(const LogEntry& entry, const Bundle& bundle) {
  const auto wrong = [](std::string why) { return fail(ErrorKind::kInvalid, std::move(why)); };
  const auto parsed = parse_json(entry.body, "entry");
  const json::object* body = parsed ? parsed->if_object() : nullptr;
  const json::value* spec_value = body == nullptr ? nullptr : body->if_contains("spec");
  const json::object* spec = spec_value == nullptr ? nullptr : spec_value->if_object();
  if (spec == nullptr || string_member(*body, "kind") != "dsse" || string_member(*body, "apiVersion") != "0.0.1") {
    return wrong("the entry in the log is of a kind that is not read");
  }
  const json::value* hash = spec->if_contains("payloadHash");
  const json::object* payload = hash == nullptr ? nullptr : hash->if_object();
  if (payload == nullptr || string_member(*payload, "algorithm") != "sha256" ||
      string_member(*payload, "value") != to_hex(sha256(bundle.envelope.payload))) {
    return wrong("the entry in the log is about another statement");
  }
  const json::value* list = spec->if_contains("signatures");
  if (list == nullptr || !list->is_array() || list->get_array().size() != 1 || !list->get_array()[0].is_object()) {
    return wrong("the entry in the log is about another number of signatures");
  }
  const json::object& signature = list->get_array()[0].get_object();
  if (from_base64(string_member(signature, "signature")) != bundle.envelope.signatures.front().signature) {
    return wrong("the entry in the log is about another signature");
  }
  const auto verifier = keys::read_pem(from_base64(string_member(signature, "verifier")).value_or(""), "verifier");
  if (!verifier || verifier->size() != 1 || verifier->front().bytes != bundle.certificate) {
    return wrong("the entry in the log is about another certificate");
  }
  return {};
}

Result<Signer> verify_bundle(const Bundle& bundle, const TrustedRoot& root) {
  const auto wrong = [](std::string why) { return fail(ErrorKind::kInvalid, std::move(why)); };
  if (bundle.envelope.signatures.size() != 1) {
    return wrong("it has not one signature");
  }
  const auto certificate = Certificate::from_der(bundle.certificate, "the certificate");
  if (!certificate) {
    return fail(certificate.error());
  }
  if (bundle.entries.size() != 1) {
    return wrong("it has not one entry in a log");
  }
  const auto time = prove_entry(bundle.entries.front(), root.signature_logs);
  if (!time) {
    return fail(time.error());
  }
  if (auto same = is_about(bundle.entries.front(), bundle); !same) {
    return fail(std::move(same.error()));
  }
  const auto issuer = trusted_issuer(*certificate, root, *time);
  if (!issuer) {
    return fail(issuer.error());
  }
  if (!certificate->may_sign_code()) {
    return wrong("the certificate is not one for signing");
  }
  if (!is_seen_by_log(*certificate, *issuer, root)) {
    return wrong("no trusted log of certificates has seen the certificate");
  }
  const auto names = certificate->names();
  if (names.size() != 1 || names.front().empty()) {
    return wrong("the certificate has not one name");
  }
  Signer signer{.identity = names.front(), .issuer = issuer_named(*certificate), .time = *time};
  if (signer.issuer.empty()) {
    return wrong("the certificate does not say who vouches for its name");
  }
  if (!keys::is_signed_by(bundle.envelope, certificate->public_key())) {
    return wrong("the signature is not by the certificate's key");
  }
  return signer;
}

}  // namespace ropewalk::image
