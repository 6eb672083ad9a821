// Finds stretches of a text that are encoded (percent, Unicode escapes, hexadecimal, base64) and what they say. The
// forms, and which wins where two meet, are gitleaks': a configuration made for it finds the same here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scan/secrets/match/pattern.h"

namespace ropewalk::scan {

/// In the order of precedence, the strongest first. Values are bits, since what was decoded twice has two of them.
enum class Encoding : unsigned { kPercent = 1, kUnicode = 2, kHex = 4, kBase64 = 8 };

struct EncodedText {
  Encoding encoding = Encoding::kPercent;
  Span span;
};

/// All candidates, those that overlap or touch a stronger neighbour left out.
[[nodiscard]] std::vector<EncodedText> find_encoded(std::string_view text);

/// What the text says; empty when it is not encoded after all, or says what is not printable ASCII.
[[nodiscard]] std::string decode(Encoding encoding, std::string_view text);

}  // namespace ropewalk::scan
