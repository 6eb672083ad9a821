#include "scan/secrets/match/searched_text.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "base/strings.h"

namespace ropewalk::scan {
namespace {

constexpr char kReplacement = '\x1a';

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

/// Where a reader of the whole text begins to read a character, at this place or up to three bytes before it. It never
/// passes over a byte that is no continuation, and a character has at most three of those.
std::size_t beginning_of_character(std::string_view text, std::size_t at) {
  for (std::size_t back = 0; back <= 3 && back <= at; ++back) {
    if (!is_continuation(text[at - back])) {
      return at - back;
    }
  }
  return at;
}

/// The first byte from `at` on that is no UTF-8; `end` or more when there is none before.
std::size_t next_invalid(std::string_view text, std::size_t at, std::size_t end) {
  while (at < end) {
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      for (std::uint64_t word = 0; at + sizeof word <= end; at += sizeof word) {
        std::memcpy(&word, text.data() + at, sizeof word);
        if ((word & 0x8080808080808080U) != 0) {
          break;
        }
      }
      while (at < end && static_cast<unsigned char>(text[at]) < 0x80) {
        ++at;
      }
      continue;
    }
    const std::size_t before = at;
    if (next_code_point(text, at) >= kFirstNoCodePoint) {
      return before;
    }
  }
  return std::max(at, end);
}

}  // namespace

SearchedText::Window SearchedText::around(Span piece, std::string& room) const {
  // What stands right beside a piece is looked at as well: `\b`, `^`, `$`.
  const std::size_t begin =
      text_.empty() ? 0
                    : beginning_of_character(text_, std::min(std::max<std::size_t>(piece.begin, 1), text_.size()) - 1);
  const std::size_t end = std::min(text_.size(), piece.end + 1);
  std::size_t at = next_invalid(text_, begin, end);
  if (at >= end) {
    return {text_, 0};
  }
  const bool is_whole = begin == 0 && end == text_.size();
  if (is_whole && whole_) {
    return {*whole_, 0};
  }
  room.assign(text_.substr(begin, end + 3 - begin));
  for (; at < end; at = next_invalid(text_, at + 1, end)) {
    room[at - begin] = kReplacement;
  }
  if (is_whole) {
    whole_ = std::move(room);
    return {*whole_, 0};
  }
  return {room, begin};
}

std::vector<Span> SearchedText::find_all(const Pattern& pattern, Span piece, bool takes_empty) const {
  std::string room;
  const Window window = around(piece, room);
  std::vector<Span> found;
  const std::size_t end = piece.end - window.begin;
  for (std::size_t at = piece.begin - window.begin; at <= end;) {
    const auto match = pattern.find(window.text, at, end);
    if (!match) {
      break;
    }
    const Span whole{match->begin + window.begin, match->end + window.begin};
    if (match->end > match->begin) {
      found.push_back(whole);
      at = match->end;
      continue;
    }
    if (takes_empty && (found.empty() || found.back().end != whole.begin)) {
      found.push_back(whole);
    }
    at = match->end;
    // Behind the character that stands there.
    do {
      ++at;
    } while (at < end && is_continuation(window.text[at]));
  }
  return found;
}

std::string_view SearchedText::part(Span span, std::string& room) const {
  const Window window = around(span, room);
  return window.text.substr(span.begin - window.begin, span.end - span.begin);
}

}  // namespace ropewalk::scan
