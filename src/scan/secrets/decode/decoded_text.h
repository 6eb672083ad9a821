// A text with its encoded stretches replaced by what they say, and the way back from there to the original.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scan/secrets/decode/encodings.h"

namespace ropewalk::scan {

/// One stretch that was decoded. Places: in the original text, in the text of the pass before, in the decoded text.
struct DecodedSegment {
  Span original;
  Span encoded;
  Span decoded;
  /// Bits of `Encoding`, those of the passes before included.
  unsigned encodings = 0;
  int depth = 1;
};

/// The result of one pass. A pass reads the one before, so they are kept in a chain.
struct DecodedText {
  std::string text;
  /// In the order of the text; empty when there was nothing to decode.
  std::vector<DecodedSegment> segments;
  std::shared_ptr<const DecodedText> before;
};

/// Decodes once more. `before` is null for the first pass over `text`; else `text` is its text.
[[nodiscard]] std::shared_ptr<const DecodedText> decode_pass(std::string_view text,
                                                             std::shared_ptr<const DecodedText> before);

/// The segments whose decoded form overlaps or touches a place of the decoded text.
[[nodiscard]] std::vector<DecodedSegment> segments_at(const DecodedText& decoded, Span place);

/// True when there is one.
[[nodiscard]] bool touches_segment(const DecodedText& decoded, Span place);

/// Where a place of the decoded text comes from in the original.
[[nodiscard]] Span original_place(const DecodedText& decoded, Span place);

/// `decoded:base64`, …, `decode-depth:1`.
[[nodiscard]] std::vector<std::string> decoding_tags(const std::vector<DecodedSegment>& segments);

/// The lines of the decoded text that the segments stand on. A line end before it is part of it, as gitleaks has it.
[[nodiscard]] std::string_view decoded_line(const DecodedText& decoded, const std::vector<DecodedSegment>& segments);

}  // namespace ropewalk::scan
