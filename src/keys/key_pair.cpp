#include "keys/key_pair.h"

#include <fmt/format.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <array>

#include "base/hash.h"
#include "keys/pem.h"

namespace ropewalk::keys {

struct PublicKey::Key {
  EVP_PKEY* handle;
  explicit Key(EVP_PKEY* taken) : handle(taken) {}
  Key(const Key&) = delete;
  Key& operator=(const Key&) = delete;
  ~Key() { EVP_PKEY_free(handle); }
};

namespace {

struct ContextEnd {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using DigestContext = std::unique_ptr<EVP_MD_CTX, ContextEnd>;

const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());  // NOLINT: OpenSSL's bytes are unsigned
}

std::string group_of(const EVP_PKEY* key) {
  std::array<char, 64> name{};
  std::size_t length = 0;
  if (EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, name.data(), name.size(), &length) != 1) {
    return "";
  }
  return {name.data(), length};
}

/// What a key is called, or nothing for a kind that is not taken.
std::string kind_of(const EVP_PKEY* key) {
  switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_EC: {
      const std::string group = group_of(key);
      return group == "prime256v1"  ? "ECDSA P-256"
             : group == "secp384r1" ? "ECDSA P-384"
             : group == "secp521r1" ? "ECDSA P-521"
                                    : "";
    }
    case EVP_PKEY_ED25519: return "Ed25519";
    case EVP_PKEY_RSA: return EVP_PKEY_get_bits(key) >= 2048 ? fmt::format("RSA {}", EVP_PKEY_get_bits(key)) : "";
    default: return "";
  }
}

constexpr std::string_view kKindsHint =
    "keys are ECDSA on P-256, P-384 or P-521, Ed25519, or RSA of at least 2048 bits";

/// Null for Ed25519, which has no digest of its own choice.
const EVP_MD* digest_of(const EVP_PKEY* key) {
  return EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519 ? nullptr : EVP_sha256();
}

}  // namespace

Result<PublicKey> PublicKey::from_der(std::string_view bytes, std::string_view name) {
  const unsigned char* at = raw(bytes);
  EVP_PKEY* handle = d2i_PUBKEY(nullptr, &at, static_cast<long>(bytes.size()));
  if (handle == nullptr) {
    return fail(ErrorKind::kInvalid, fmt::format("{} is not a public key", name), std::string(kKindsHint));
  }
  auto key = std::make_shared<const Key>(handle);
  if (at != raw(bytes) + bytes.size() || kind_of(handle).empty()) {
    return fail(ErrorKind::kInvalid, fmt::format("{} is not a public key of a kind that is taken", name),
                std::string(kKindsHint));
  }
  return PublicKey(std::move(key));
}

Result<PublicKey> PublicKey::from_pem(std::string_view text, std::string_view name) {
  const auto blocks = read_pem(text, name);
  if (!blocks) {
    return fail(blocks.error());
  }
  if (blocks->size() != 1 || blocks->front().label != "PUBLIC KEY") {
    return fail(ErrorKind::kInvalid, fmt::format("{} is not a public key", name),
                "it is a PEM file with one block, which starts with '-----BEGIN PUBLIC KEY-----'");
  }
  return from_der(blocks->front().bytes, name);
}

bool PublicKey::verifies(std::string_view bytes, std::string_view signature) const {
  const DigestContext context(EVP_MD_CTX_new());
  return EVP_DigestVerifyInit(context.get(), nullptr, digest_of(key_->handle), nullptr, key_->handle) == 1 &&
         EVP_DigestVerify(context.get(), raw(signature), signature.size(), raw(bytes), bytes.size()) == 1;
}

std::string PublicKey::to_der() const {
  unsigned char* bytes = nullptr;
  const int size = i2d_PUBKEY(key_->handle, &bytes);
  std::string out(bytes, bytes + (size > 0 ? size : 0));
  // What OPENSSL_free stands for, but for this file's path: that would be in the program, and differ from build to
  // build.
  CRYPTO_free(bytes, nullptr, 0);
  return out;
}

std::string PublicKey::to_pem() const { return write_pem({"PUBLIC KEY", to_der()}); }

std::string PublicKey::id() const { return to_hex(sha256(to_der())); }

std::string PublicKey::kind() const { return kind_of(key_->handle); }

Result<PrivateKey> PrivateKey::generate() {
  EVP_PKEY* handle = EVP_EC_gen("P-256");
  if (handle == nullptr) {
    return fail(ErrorKind::kInternal, "no key could be made: OpenSSL has no randomness");
  }
  return PrivateKey(std::make_shared<const PublicKey::Key>(handle));
}

Result<PrivateKey> PrivateKey::from_pkcs8(std::string_view bytes, std::string_view name) {
  const unsigned char* at = raw(bytes);
  PKCS8_PRIV_KEY_INFO* info = d2i_PKCS8_PRIV_KEY_INFO(nullptr, &at, static_cast<long>(bytes.size()));
  EVP_PKEY* handle = info == nullptr ? nullptr : EVP_PKCS82PKEY(info);
  PKCS8_PRIV_KEY_INFO_free(info);
  if (handle == nullptr) {
    return fail(ErrorKind::kInvalid, fmt::format("{} holds no private key", name), std::string(kKindsHint));
  }
  auto key = std::make_shared<const PublicKey::Key>(handle);
  if (kind_of(handle).empty()) {
    return fail(ErrorKind::kInvalid, fmt::format("{} holds a private key of a kind that is not taken", name),
                std::string(kKindsHint));
  }
  return PrivateKey(std::move(key));
}

Result<std::string> PrivateKey::sign(std::string_view bytes) const {
  const DigestContext context(EVP_MD_CTX_new());
  std::size_t size = 0;
  if (EVP_DigestSignInit(context.get(), nullptr, digest_of(key_->handle), nullptr, key_->handle) != 1 ||
      EVP_DigestSign(context.get(), nullptr, &size, raw(bytes), bytes.size()) != 1) {
    return fail(ErrorKind::kInternal, "OpenSSL refuses to sign with this key");
  }
  std::string signature(size, '\0');
  if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, raw(bytes),
                     bytes.size()) != 1) {
    return fail(ErrorKind::kInternal, "OpenSSL could not sign with this key");
  }
  signature.resize(size);
  return signature;
}

std::string PrivateKey::to_pkcs8() const {
  PKCS8_PRIV_KEY_INFO* info = EVP_PKEY2PKCS8(key_->handle);
  unsigned char* bytes = nullptr;
  const int size = info == nullptr ? 0 : i2d_PKCS8_PRIV_KEY_INFO(info, &bytes);
  std::string out(bytes, bytes + (size > 0 ? size : 0));
  CRYPTO_clear_free(bytes, size > 0 ? static_cast<std::size_t>(size) : 0, nullptr, 0);  // see to_der
  PKCS8_PRIV_KEY_INFO_free(info);
  return out;
}

}  // namespace ropewalk::keys
