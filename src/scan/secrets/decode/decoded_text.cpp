#include "scan/secrets/decode/decoded_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ropewalk::scan {
namespace {

bool touch(Span a, Span b) { return b.begin <= a.end && b.end >= a.begin; }
bool contains(Span outer, Span inner) { return outer.begin <= inner.begin && inner.end <= outer.end; }
Span merged(Span a, Span b) { return {std::min(a.begin, b.begin), std::max(a.end, b.end)}; }

/// The encoded stretch, wider by as much as `place` goes over what it was decoded to.
Span widened(const DecodedSegment& segment, Span place) {
  const Span whole = merged(segment.decoded, place);
  const std::size_t before = segment.decoded.begin - whole.begin;
  return {segment.encoded.begin - std::min(before, segment.encoded.begin),
          segment.encoded.end + (whole.end - segment.decoded.end)};
}

Span to_original(const DecodedText* decoded, const std::vector<DecodedSegment>& segments, Span place) {
  if (decoded == nullptr || segments.empty()) {
    return place;
  }
  Span encoded;
  for (const DecodedSegment& segment : segments) {
    if (!touch(segment.decoded, place)) {
      continue;
    }
    if (contains(segment.decoded, place)) {
      return segment.original;
    }
    encoded = encoded.end == 0 ? widened(segment, place) : merged(encoded, widened(segment, place));
  }
  if (encoded.end == 0) {
    return place;
  }
  const DecodedText* const before = decoded->before.get();
  return before == nullptr ? encoded : to_original(before, before->segments, encoded);
}

}  // namespace

std::shared_ptr<const DecodedText> decode_pass(std::string_view text, std::shared_ptr<const DecodedText> before) {
  auto pass = std::make_shared<DecodedText>();
  std::size_t copied = 0;
  for (const EncodedText& found : find_encoded(text)) {
    const std::string value = decode(found.encoding, text.substr(found.span.begin, found.span.end - found.span.begin));
    if (value.empty()) {
      continue;
    }
    pass->text += text.substr(copied, found.span.begin - copied);
    DecodedSegment segment;
    segment.encoded = found.span;
    segment.decoded = {pass->text.size(), pass->text.size() + value.size()};
    segment.encodings = static_cast<unsigned>(found.encoding);
    segment.original = found.span;
    if (before) {
      segment.original = to_original(before.get(), before->segments, found.span);
      segment.depth = before->segments.empty() ? 1 : 1 + before->segments.front().depth;
      for (const DecodedSegment& earlier : before->segments) {
        if (touch(segment.encoded, earlier.decoded)) {
          segment.encodings |= earlier.encodings;
        }
      }
    }
    pass->segments.push_back(segment);
    pass->text += value;
    copied = found.span.end;
  }
  if (!pass->segments.empty()) {
    pass->text += text.substr(copied);
  }
  pass->before = std::move(before);
  return pass;
}

std::vector<DecodedSegment> segments_at(const DecodedText& decoded, Span place) {
  std::vector<DecodedSegment> found;
  for (const DecodedSegment& segment : decoded.segments) {
    if (touch(segment.decoded, place)) {
      found.push_back(segment);
    }
  }
  return found;
}

bool touches_segment(const DecodedText& decoded, Span place) {
  const auto first =
      std::lower_bound(decoded.segments.begin(), decoded.segments.end(), place.begin,
                       [](const DecodedSegment& segment, std::size_t begin) { return segment.decoded.end < begin; });
  return first != decoded.segments.end() && touch(first->decoded, place);
}

Span original_place(const DecodedText& decoded, Span place) {
  return to_original(&decoded, segments_at(decoded, place), place);
}

std::vector<std::string> decoding_tags(const std::vector<DecodedSegment>& segments) {
  constexpr std::array<std::string_view, 4> kNames = {"percent", "unicode", "hex", "base64"};
  std::vector<std::string> tags;
  if (segments.empty()) {
    return tags;
  }
  unsigned encodings = 0;
  for (const DecodedSegment& segment : segments) {
    encodings |= segment.encodings;
  }
  for (std::size_t bit = 0; bit < kNames.size(); ++bit) {
    if ((encodings & (1U << bit)) != 0) {
      tags.push_back(fmt::format("decoded:{}", kNames[bit]));
    }
  }
  tags.push_back(fmt::format("decode-depth:{}", segments.front().depth));
  return tags;
}

std::string_view decoded_line(const DecodedText& decoded, const std::vector<DecodedSegment>& segments) {
  const std::string_view text = decoded.text;
  if (segments.empty()) {
    return text;
  }
  Span whole = segments.front().decoded;
  for (const DecodedSegment& segment : segments) {
    whole = merged(whole, segment.decoded);
  }
  const std::size_t before = text.rfind('\n', whole.begin);
  const std::size_t begin = before == std::string_view::npos ? 0 : before;
  const std::size_t end = std::min(text.find('\n', whole.end), text.size());
  return text.substr(begin, end - begin);
}

}  // namespace ropewalk::scan
