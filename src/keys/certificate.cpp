#include "keys/certificate.h"

#include <fmt/format.h>
#include <openssl/ct.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "base/hash.h"

namespace ropewalk::keys {

struct Certificate::Handle {
  X509* x509;
  explicit Handle(X509* taken) : x509(taken) {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() { X509_free(x509); }
};

namespace {

template <auto Free>
struct Ends {
  template <typename T>
  void operator()(T* what) const {
    Free(what);
  }
};

const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());  // NOLINT: OpenSSL's bytes are unsigned
}

/// What an i2d function writes.
template <typename Write>
std::string written(Write write) {
  unsigned char* bytes = nullptr;
  const int size = write(&bytes);
  std::string out(bytes, bytes + (size > 0 ? size : 0));
  // OPENSSL_free without this file's path, which would differ from build to build.
  CRYPTO_free(bytes, nullptr, 0);
  return out;
}

std::string text_of(const ASN1_STRING* string) {
  const unsigned char* bytes = ASN1_STRING_get0_data(string);
  return {bytes, bytes + ASN1_STRING_length(string)};
}

/// A number in big-endian bytes.
void append_number(std::string& out, std::uint64_t number, int bytes) {
  for (int i = bytes - 1; i >= 0; --i) {
    out.push_back(static_cast<char>(number >> (8 * i) & 0xFFU));
  }
}

}  // namespace

Result<Certificate> Certificate::from_der(std::string_view bytes, std::string_view name) {
  const unsigned char* at = raw(bytes);
  X509* x509 = d2i_X509(nullptr, &at, static_cast<long>(bytes.size()));
  auto handle = std::make_shared<const Handle>(x509);
  if (x509 == nullptr || at != raw(bytes) + bytes.size()) {
    return fail(ErrorKind::kInvalid, fmt::format("{} is not a certificate", name));
  }
  auto key = PublicKey::from_der(
      written([&](unsigned char** out) { return i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x509), out); }), name);
  if (!key) {
    return fail(std::move(key.error()));
  }
  return Certificate(std::move(handle), std::move(*key));
}

std::string Certificate::der() const {
  return written([&](unsigned char** out) { return i2d_X509(handle_->x509, out); });
}

std::vector<std::string> Certificate::names() const {
  std::vector<std::string> found;
  const std::unique_ptr<GENERAL_NAMES, Ends<GENERAL_NAMES_free>> list(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(handle_->x509, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; list != nullptr && i < sk_GENERAL_NAME_num(list.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(list.get(), i);
    const bool is_text = name->type == GEN_URI || name->type == GEN_EMAIL;
    found.push_back(is_text ? text_of(name->d.ia5) : "");
  }
  return found;
}

std::string Certificate::extension(const char* oid) const {
  const std::unique_ptr<ASN1_OBJECT, Ends<ASN1_OBJECT_free>> object(OBJ_txt2obj(oid, 1));
  const int at = X509_get_ext_by_OBJ(handle_->x509, object.get(), -1);
  if (at < 0 || X509_get_ext_by_OBJ(handle_->x509, object.get(), at) >= 0) {
    return "";
  }
  return text_of(X509_EXTENSION_get_data(X509_get_ext(handle_->x509, at)));
}

bool Certificate::may_sign_code() const {
  const bool names_uses = (X509_get_extension_flags(handle_->x509) & EXFLAG_XKUSAGE) != 0;
  return names_uses && (X509_get_extended_key_usage(handle_->x509) & XKU_CODE_SIGN) != 0;
}

std::vector<CertificateTimestamp> Certificate::timestamps() const {
  std::vector<CertificateTimestamp> found;
  const std::unique_ptr<STACK_OF(SCT), Ends<SCT_LIST_free>> list(
      static_cast<STACK_OF(SCT)*>(X509_get_ext_d2i(handle_->x509, NID_ct_precert_scts, nullptr, nullptr)));
  for (int i = 0; list != nullptr && i < sk_SCT_num(list.get()); ++i) {
    const SCT* sct = sk_SCT_value(list.get(), i);
    if (SCT_get_version(sct) != SCT_VERSION_V1 || SCT_get_signature_nid(sct) != NID_ecdsa_with_SHA256) {
      continue;
    }
    const auto take = [&](auto get) {
      unsigned char* bytes = nullptr;
      const std::size_t size = get(sct, &bytes);
      return std::string(bytes, bytes + size);
    };
    found.push_back({.log_id = take(SCT_get0_log_id),
                     .time = SCT_get_timestamp(sct),
                     .extensions = take(SCT_get0_extensions),
                     .signature = take(SCT_get0_signature)});
  }
  return found;
}

// RFC 6962 §3.2: a log signs the certificate as it was before the promise was put into it, and the hash of the key that
// issued it.
std::string Certificate::timestamp_input(const CertificateTimestamp& timestamp, const Certificate& issuer) const {
  const std::unique_ptr<X509, Ends<X509_free>> before(X509_dup(handle_->x509));
  const int at = before == nullptr ? -1 : X509_get_ext_by_NID(before.get(), NID_ct_precert_scts, -1);
  if (at < 0) {
    return "";
  }
  X509_EXTENSION_free(X509_delete_ext(before.get(), at));
  const std::string body = written([&](unsigned char** out) { return i2d_re_X509_tbs(before.get(), out); });
  const Sha256Digest key = sha256(issuer.public_key().to_der());
  std::string input;
  append_number(input, 0, 1);  // version 1
  append_number(input, 0, 1);  // a promise about a certificate
  append_number(input, timestamp.time, 8);
  append_number(input, 1, 2);  // as it was before
  input.append(key.begin(), key.end());
  append_number(input, body.size(), 3);
  input += body;
  append_number(input, timestamp.extensions.size(), 2);
  return input + timestamp.extensions;
}

Result<Certificate> Certificate::issuer(const std::vector<Certificate>& chain,
                                        std::chrono::system_clock::time_point time) const {
  if (chain.empty()) {
    return fail(ErrorKind::kInvalid, "nobody is trusted to issue certificates");
  }
  const std::unique_ptr<X509_STORE, Ends<X509_STORE_free>> store(X509_STORE_new());
  X509_STORE_add_cert(store.get(), chain.back().handle_->x509);
  const std::unique_ptr<STACK_OF(X509), void (*)(STACK_OF(X509)*)> between(
      sk_X509_new_null(), [](STACK_OF(X509) * stack) { sk_X509_free(stack); });
  for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
    sk_X509_push(between.get(), chain[i].handle_->x509);
  }
  const std::unique_ptr<X509_STORE_CTX, Ends<X509_STORE_CTX_free>> context(X509_STORE_CTX_new());
  if (X509_STORE_CTX_init(context.get(), store.get(), handle_->x509, between.get()) != 1) {
    return fail(ErrorKind::kInternal, "OpenSSL could not begin to verify a certificate");
  }
  X509_VERIFY_PARAM* rules = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_time(rules, std::chrono::system_clock::to_time_t(time));
  X509_VERIFY_PARAM_set_purpose(rules, X509_PURPOSE_ANY);
  if (X509_verify_cert(context.get()) != 1) {
    return fail(ErrorKind::kInvalid, X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get())));
  }
  const STACK_OF(X509)* found = X509_STORE_CTX_get0_chain(context.get());
  if (sk_X509_num(found) < 2) {
    return fail(ErrorKind::kInvalid, "it was issued by nobody but itself");
  }
  return from_der(written([&](unsigned char** out) { return i2d_X509(sk_X509_value(found, 1), out); }), "the issuer");
}

}  // namespace ropewalk::keys
