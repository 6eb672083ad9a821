// Ids have up to a hundred characters.
#include "workflow/convert/id_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/strings.h"

namespace ropewalk::workflow {
namespace {

constexpr std::size_t kLongestId = 100;
constexpr int kMostAttempts = 1000;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

bool is_id_character(char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-'; }

bool is_valid_id(std::string_view id) {
  return !id.empty() && id.size() < kLongestId && is_letter(id[0]) &&
         std::all_of(id.begin(), id.end(), is_id_character);
}

}  // namespace

std::string IdBuilder::take(std::string_view id) {
  if (!is_valid_id(id)) {
    return fmt::format(
        "The identifier '{}' is invalid. IDs may only contain alphanumeric characters, '_', and '-'. IDs must start "
        "with a letter or '_' and {}must be less than {} characters.",
        id, writes_old_texts_ ? "and " : "", kLongestId);
  }
  if (id.starts_with("__")) {
    return fmt::format("The identifier '{}' is invalid. IDs starting with '__' are reserved.", id);
  }
  if (!known_.add(id)) {
    return fmt::format("The identifier '{}' may not be used more than once within the same scope.", id);
  }
  return {};
}

IdBuilder::Numbered& IdBuilder::numbered(std::string base) {
  const auto known =
      std::find_if(numbered_.begin(), numbered_.end(), [&](const Numbered& entry) { return entry.base == base; });
  return known != numbered_.end() ? *known : numbered_.emplace_back(Numbered{std::move(base)});
}

std::string IdBuilder::make(std::string_view text) {
  std::string base;
  if (!text.empty() && is_id_character(text[0]) && !is_letter(text[0])) {
    base = "_";
  }
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t next = at + 1;
    while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xC0U) == 0x80U) {
      ++next;
    }
    // A character outside of the Basic Multilingual Plane is two of .NET's.
    if (is_id_character(text[at])) {
      base += text[at];
    } else {
      base.append(utf16_length(text.substr(at, next - at)), '_');
    }
    at = next;
  }
  base.resize(std::min(base.size(), kLongestId));
  for (Numbered& entry = numbered(base); entry.next < kMostAttempts; ++entry.next) {
    const std::string suffix = entry.next == 1 ? "" : fmt::format("_{}", entry.next);
    std::string id = base.substr(0, kLongestId - suffix.size()) + suffix;
    if (!known_.contains(id)) {
      return id;
    }
  }
  return {};
}

}  // namespace ropewalk::workflow
