// Digests and encodings over bytes.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace ropewalk {

using Sha256Digest = std::array<std::uint8_t, 32>;

/// A SHA-256 (FIPS 180-4) that takes its input in pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void update(std::string_view bytes);
  /// The digest of all that was given; call it once.
  [[nodiscard]] Sha256Digest finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

[[nodiscard]] Sha256Digest sha256(std::string_view bytes);

/// Lower-case hexadecimal digits of any bytes.
[[nodiscard]] std::string to_hex(std::string_view bytes);
[[nodiscard]] std::string to_hex(const Sha256Digest& digest);

/// Base64 with padding (RFC 4648 §4).
[[nodiscard]] std::string to_base64(std::string_view bytes);

}  // namespace ropewalk
