#include "plan/names.h"

#include <fmt/format.h>

#include <algorithm>

namespace ropewalk::plan {
namespace {

constexpr std::size_t kMaxIdLength = 25;
constexpr std::size_t kMaxNameLength = 100;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }
/// A lead byte of four encodes two UTF-16 units.
std::size_t utf16_units(char lead) { return static_cast<unsigned char>(lead) >= 0xF0U ? 2 : 1; }

void append_segment(std::string& id, std::string_view segment) {
  if (!id.empty()) {
    id += '_';
  } else if (is_digit(segment.front()) || segment.front() == '-') {
    id += '_';
  }
  for (const char c : segment) {
    if (is_continuation(c)) {
      continue;
    }
    if (is_letter(c) || is_digit(c) || c == '_' || c == '-') {
      id += c;
    } else {
      id.append(utf16_units(c), '_');
    }
  }
}

/// The longest beginning with at most `units` UTF-16 units, no character split.
std::string_view cut(std::string_view text, std::size_t units) {
  std::size_t used = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_continuation(text[i])) {
      continue;
    }
    used += utf16_units(text[i]);
    if (used > units) {
      return text.substr(0, i);
    }
  }
  return text;
}

void collect(const expr::Value& value, std::vector<std::string>& segments) {
  switch (value.kind()) {
    case expr::Kind::kArray:
      for (const expr::Value& item : value.array()) {
        collect(item, segments);
      }
      return;
    case expr::Kind::kObject:
      for (const auto& [key, member] : value.object().members()) {
        collect(member, segments);
      }
      return;
    case expr::Kind::kBoolean:
    case expr::Kind::kNumber:
    case expr::Kind::kString:
      if (std::string text = value.to_text(); !text.empty()) {
        segments.push_back(std::move(text));
      }
      return;
    case expr::Kind::kNull: return;
  }
}

}  // namespace

std::vector<std::string> name_segments(const expr::Object& matrix) {
  std::vector<std::string> segments;
  segments.reserve(matrix.members().size());
  for (const auto& [key, value] : matrix.members()) {
    collect(value, segments);
  }
  return segments;
}

std::string leg_name(std::string_view job_name, std::string_view values) {
  std::string name = values.empty() ? std::string(job_name) : fmt::format("{} ({})", job_name, values);
  if (utf16_length(name) <= kMaxNameLength) {
    return name;
  }
  return std::string(cut(name, kMaxNameLength - 3)) + "...";
}

std::string LegIds::next(const std::vector<std::string>& segments) {
  std::string original;
  for (const std::string& segment : segments) {
    append_segment(original, segment);
  }
  if (original.empty()) {
    original = "job";
  }
  // Two underscores in front are kept for generated ids.
  if (original.starts_with("__")) {
    original = "_" + original.substr(std::min(original.find_first_not_of('_'), original.size()));
  }
  for (int attempt = 1;; ++attempt) {
    std::string suffix;
    if (attempt > 1) {
      suffix = (original == "_" ? "" : "_") + std::to_string(attempt);
    }
    std::string candidate = original.substr(0, kMaxIdLength - suffix.size()) + suffix;
    if (taken_.insert(candidate).second) {
      return candidate;
    }
  }
}

}  // namespace ropewalk::plan
