#include "versions/pep440.h"

#include <algorithm>
#include <array>

#include "base/strings.h"

namespace ropewalk::versions {
namespace {

constexpr bool is_separator(char c) { return c == '-' || c == '_' || c == '.'; }

/// Takes the longest of `words` off the front of `text`, with one separator before it; empty when none is there.
template <std::size_t kCount>
std::string_view take_word(std::string_view& text, const std::array<std::string_view, kCount>& words) {
  const std::string_view rest = !text.empty() && is_separator(text.front()) ? text.substr(1) : text;
  std::string_view best;
  for (const std::string_view word : words) {
    if (word.size() > best.size() && rest.starts_with(word)) {
      best = word;
    }
  }
  if (!best.empty()) {
    text = rest.substr(best.size());
  }
  return best;
}

/// The number behind a word, with or without a separator between them; 0 when there is none.
Digits take_number(std::string_view& text) {
  if (!text.empty() && is_separator(text.front())) {
    text.remove_prefix(1);
  }
  return to_digits(take_digits(text));
}

bool take_release(std::string_view& text, Pep440& version) {
  std::string_view digits = take_digits(text);
  if (!digits.empty() && text.starts_with('!')) {
    version.epoch = to_digits(digits);
    text.remove_prefix(1);
    digits = take_digits(text);
  }
  while (!digits.empty()) {
    version.release.push_back(to_digits(digits));
    if (text.size() < 2 || text[0] != '.' || !is_digit(text[1])) {
      return true;
    }
    text.remove_prefix(1);
    digits = take_digits(text);
  }
  return false;
}

void take_pre(std::string_view& text, Pep440& version) {
  static constexpr std::array<std::string_view, 8> kWords = {"alpha", "a", "beta", "b", "preview", "pre", "c", "rc"};
  const std::string_view word = take_word(text, kWords);
  if (word.empty()) {
    return;
  }
  const PreKind kind = word.front() == 'a'   ? PreKind::kAlpha
                       : word.front() == 'b' ? PreKind::kBeta
                                             : PreKind::kCandidate;
  version.pre = {kind, take_number(text)};
}

void take_post(std::string_view& text, Pep440& version) {
  if (text.size() > 1 && text[0] == '-' && is_digit(text[1])) {
    text.remove_prefix(1);
    version.post = to_digits(take_digits(text));
    return;
  }
  static constexpr std::array<std::string_view, 3> kWords = {"post", "rev", "r"};
  if (!take_word(text, kWords).empty()) {
    version.post = take_number(text);
  }
}

bool take_local(std::string_view& text, Pep440& version) {
  if (!text.starts_with('+')) {
    return true;
  }
  do {
    text.remove_prefix(1);
    const auto end = std::find_if_not(text.begin(), text.end(), [](char c) { return is_digit(c) || is_letter(c); });
    const std::string_view part = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    if (part.empty()) {
      return false;
    }
    version.local.push_back(std::all_of(part.begin(), part.end(), is_digit) ? to_digits(part) : std::string(part));
    text.remove_prefix(part.size());
  } while (!text.empty() && is_separator(text.front()));
  return true;
}

void append_release(std::string& out, const Pep440& version) {
  // The marks before the numbers keep `1` below `1.1`: an end sorts below every further number.
  auto end = version.release.end();
  while (end != version.release.begin() && *(end - 1) == "0") {
    --end;
  }
  for (auto number = version.release.begin(); number != end; ++number) {
    out += '\x01';
    append_sortable(out, *number);
  }
  out += '\0';
}

void append_local(std::string& out, const Pep440& version) {
  for (const std::string& part : version.local) {
    const bool is_number = std::all_of(part.begin(), part.end(), is_digit);
    out += is_number ? '\x02' : '\x01';
    if (is_number) {
      append_sortable(out, part);
    } else {
      out += part;
      out += '\0';
    }
  }
  out += '\0';
}

}  // namespace

std::optional<Pep440> Pep440::parse(std::string_view text) {
  const std::string lower = to_lower(trim(text));
  std::string_view rest = lower;
  if (rest.starts_with('v')) {
    rest.remove_prefix(1);
  }
  Pep440 version;
  if (!take_release(rest, version)) {
    return std::nullopt;
  }
  take_pre(rest, version);
  take_post(rest, version);
  static constexpr std::array<std::string_view, 1> kDev = {"dev"};
  if (!take_word(rest, kDev).empty()) {
    version.dev = take_number(rest);
  }
  if (!take_local(rest, version) || !rest.empty()) {
    return std::nullopt;
  }
  return version;
}

std::string Pep440::base_text() const {
  std::string out = epoch == "0" ? "" : epoch + "!";
  out += release.front();
  for (std::size_t i = 1; i < release.size(); ++i) {
    out += '.';
    out += release[i];
  }
  return out;
}

std::string Pep440::public_text() const {
  std::string out = base_text();
  if (pre) {
    out += pre->first == PreKind::kAlpha ? "a" : pre->first == PreKind::kBeta ? "b" : "rc";
    out += pre->second;
  }
  if (post) {
    out += ".post" + *post;
  }
  if (dev) {
    out += ".dev" + *dev;
  }
  return out;
}

std::string Pep440::text() const {
  std::string out = public_text();
  char before = '+';
  for (const std::string& part : local) {
    out += before;
    out += part;
    before = '.';
  }
  return out;
}

std::string Pep440::key() const {
  std::string out(1, '\x01');
  append_sortable(out, epoch);
  append_release(out, *this);
  // `1.0.dev1` comes before `1.0a1`, and a version without a pre-release part after all that have one.
  if (pre) {
    out += static_cast<char>(1 + static_cast<int>(pre->first));
    append_sortable(out, pre->second);
  } else {
    out += !post && dev ? '\0' : '\x04';
  }
  if (post) {
    out += '\x01';
    append_sortable(out, *post);
  } else {
    out += '\0';
  }
  if (dev) {
    out += '\0';
    append_sortable(out, *dev);
  } else {
    out += '\x01';
  }
  append_local(out, *this);
  return out;
}

}  // namespace ropewalk::versions
