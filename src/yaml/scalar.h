// What a plain scalar means: the core schema of YAML 1.2, with the limits of GitHub's reader.
#pragma once

#include <cstdint>
#include <string_view>

namespace ropewalk::yaml {

enum class ScalarKind : std::uint8_t { kString, kNull, kBoolean, kNumber, kOutOfRange };

/// A plain scalar's meaning. kOutOfRange is a `0x` or `0o` number of more than 32 bits, which GitHub refuses.
struct CoreScalar {
  ScalarKind kind = ScalarKind::kString;
  bool boolean = false;
  double number = 0;
  /// The number has no fraction and no exponent, as `!!int` asks for.
  bool is_integer = false;
};

/// Resolves the text of a plain scalar without a tag. Integers are decimal (`0755` is 755), hexadecimal or octal with
/// `0x` and `0o`; too large decimals are infinite. (https://yaml.org/spec/1.2.2/#103-core-schema)
[[nodiscard]] CoreScalar resolve_plain(std::string_view text);

/// Whether the text reads as a floating point number, which whole decimals do, too: what `!!float` asks for.
[[nodiscard]] bool reads_as_float(std::string_view text, double& number);

}  // namespace ropewalk::yaml
