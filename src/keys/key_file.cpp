#include "keys/key_file.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <optional>

#include "base/base64.h"
#include "base/hash.h"
#include "base/json.h"
#include "keys/pem.h"
#include "keys/secret_box.h"

namespace ropewalk::keys {
namespace {

/// The older of the two labels: cosign, skopeo and podman of every age read it.
constexpr std::string_view kLabel = "ENCRYPTED COSIGN PRIVATE KEY";
constexpr std::string_view kNewerLabel = "ENCRYPTED SIGSTORE PRIVATE KEY";
constexpr std::string_view kPlainLabel = "PRIVATE KEY";

/// What scrypt (RFC 7914) is called with. The written numbers are those that readers of every age take.
struct ScryptCost {
  std::uint64_t n = 1U << 15U;
  std::uint64_t r = 8;
  std::uint64_t p = 1;
};
constexpr std::size_t kSaltSize = 32;
constexpr std::uint64_t kMostMemory = 2ULL << 30U;

std::optional<std::string> stretch(std::string_view passphrase, std::string_view salt, const ScryptCost& cost) {
  std::string key(kBoxKeySize, '\0');
  const int done = EVP_PBE_scrypt(
      passphrase.data(), passphrase.size(),
      reinterpret_cast<const unsigned char*>(salt.data()),  // NOLINT: OpenSSL's bytes are unsigned
      salt.size(), cost.n, cost.r, cost.p, kMostMemory, reinterpret_cast<unsigned char*>(key.data()), key.size());
  return done == 1 ? std::optional(std::move(key)) : std::nullopt;
}

tl::unexpected<Error> broken(std::string_view name, std::string_view why) {
  return fail(ErrorKind::kInvalid, fmt::format("{} is not a key file: {}", name, why),
              "make one with: ropewalk keys new");
}

const json::object* object_member(const json::object& object, std::string_view key) {
  const json::value* member = object.if_contains(key);
  return member == nullptr ? nullptr : member->if_object();
}

std::optional<std::string> bytes_member(const json::object& object, std::string_view key) {
  return from_base64(string_member(object, key));
}

std::uint64_t number_member(const json::object& object, std::string_view key) {
  const json::value* member = object.if_contains(key);
  const std::int64_t* number = member == nullptr ? nullptr : member->if_int64();
  return number == nullptr || *number < 0 ? 0 : static_cast<std::uint64_t>(*number);
}

/// Costs that a reader may be asked to pay: at most 1 GiB and a few seconds.
bool is_payable(const ScryptCost& cost) {
  const bool is_power = cost.n != 0 && (cost.n & (cost.n - 1)) == 0;
  return is_power && cost.n >= (1U << 14U) && cost.n <= (1U << 20U) && cost.r == 8 && cost.p >= 1 && cost.p <= 4;
}

Result<std::string> decrypt(std::string_view text, std::string_view passphrase, std::string_view name) {
  const auto parsed = parse_json(text, name);
  const json::object* file = parsed ? parsed->if_object() : nullptr;
  const json::object* kdf = file == nullptr ? nullptr : object_member(*file, "kdf");
  const json::object* cipher = file == nullptr ? nullptr : object_member(*file, "cipher");
  const json::object* numbers = kdf == nullptr ? nullptr : object_member(*kdf, "params");
  if (cipher == nullptr || numbers == nullptr) {
    return broken(name, "what it holds does not say how it is encrypted");
  }
  if (string_member(*kdf, "name") != "scrypt" || string_member(*cipher, "name") != "nacl/secretbox") {
    return broken(name, "it is not encrypted by scrypt and nacl/secretbox");
  }
  const ScryptCost cost{number_member(*numbers, "N"), number_member(*numbers, "r"), number_member(*numbers, "p")};
  const auto salt = bytes_member(*kdf, "salt");
  const auto nonce = bytes_member(*cipher, "nonce");
  const auto box = bytes_member(*file, "ciphertext");
  if (!salt || salt->size() < 16 || !nonce || nonce->size() != kBoxNonceSize || !box || !is_payable(cost)) {
    return broken(name, "its parameters are out of bounds");
  }
  const auto key = stretch(passphrase, *salt, cost);
  if (!key) {
    return fail(ErrorKind::kInternal, fmt::format("{}: there is not enough memory for scrypt", name));
  }
  auto bytes = open_box(*box, *key, *nonce);
  if (!bytes) {
    return fail(ErrorKind::kInvalid, fmt::format("{}: the passphrase is wrong, or the file was changed", name));
  }
  return std::move(*bytes);
}

/// The one block of a key file.
Result<PemBlock> block_of(std::string_view text, std::string_view name) {
  auto blocks = read_pem(text, name);
  if (!blocks) {
    return fail(std::move(blocks.error()));
  }
  if (blocks->size() != 1) {
    return broken(name, blocks->empty() ? "it has no PEM block" : "it has more than one PEM block");
  }
  return std::move(blocks->front());
}

}  // namespace

Result<std::string> write_key_file(const PrivateKey& key, std::string_view passphrase, ports::Random& random) {
  const std::string salt = random.bytes(kSaltSize);
  const std::string nonce = random.bytes(kBoxNonceSize);
  const ScryptCost cost;
  const auto box_key = stretch(passphrase, salt, cost);
  if (!box_key) {
    return fail(ErrorKind::kInternal, "there is not enough memory for scrypt");
  }
  const json::object file{
      {"kdf",
       {{"name", "scrypt"}, {"params", {{"N", cost.n}, {"r", cost.r}, {"p", cost.p}}}, {"salt", to_base64(salt)}}},
      {"cipher", {{"name", "nacl/secretbox"}, {"nonce", to_base64(nonce)}}},
      {"ciphertext", to_base64(close_box(key.to_pkcs8(), *box_key, nonce))}};
  return write_pem({std::string(kLabel), to_json_text(file)});
}

Result<PrivateKey> read_key_file(std::string_view text, std::string_view passphrase, std::string_view name) {
  const auto block = block_of(text, name);
  if (!block) {
    return fail(block.error());
  }
  if (block->label == kPlainLabel) {
    return PrivateKey::from_pkcs8(block->bytes, name);
  }
  if (block->label != kLabel && block->label != kNewerLabel) {
    return broken(name, fmt::format("it holds a '{}'", block->label));
  }
  const auto bytes = decrypt(block->bytes, passphrase, name);
  if (!bytes) {
    return fail(bytes.error());
  }
  return PrivateKey::from_pkcs8(*bytes, name);
}

bool is_encrypted(std::string_view text) {
  const auto block = block_of(text, "");
  return block && (block->label == kLabel || block->label == kNewerLabel);
}

}  // namespace ropewalk::keys
