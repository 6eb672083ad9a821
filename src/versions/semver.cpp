#include "versions/semver.h"

#include <algorithm>
#include <array>

#include "base/strings.h"

namespace ropewalk::versions {
namespace {

bool is_number(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_digit); }

/// Takes the identifiers up to `end` off. False when one is empty or has other characters, or is a number that begins
/// with a zero where that is forbidden.
bool take_identifiers(std::string_view& text, std::string_view ends, bool allows_leading_zeros,
                      std::vector<std::string>& into) {
  const std::size_t length = std::min(text.find_first_of(ends), text.size());
  for (const std::string_view part : split(text.substr(0, length), '.')) {
    const bool has_good_characters =
        std::all_of(part.begin(), part.end(), [](char c) { return is_digit(c) || is_letter(c) || c == '-'; });
    if (part.empty() || !has_good_characters ||
        (!allows_leading_zeros && is_number(part) && part.size() > 1 && part.front() == '0')) {
      return false;
    }
    into.emplace_back(part);
  }
  text.remove_prefix(length);
  return true;
}

/// The three numbers; fewer only where reading is loose. False when they are not right.
bool take_numbers(std::string_view& text, SemverForm form, Semver& version) {
  const std::array<Digits*, 3> numbers = {&version.major, &version.minor, &version.patch};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i > 0) {
      if (!text.starts_with('.')) {
        return form == SemverForm::kLoose;
      }
      text.remove_prefix(1);
    }
    const std::string_view digits = take_digits(text);
    if (digits.empty() || (form == SemverForm::kStrict && digits.size() > 1 && digits.front() == '0')) {
      return false;
    }
    *numbers[i] = to_digits(digits);
  }
  return true;
}

void append(std::string& out, char mark, const std::vector<std::string>& identifiers) {
  for (const std::string& identifier : identifiers) {
    out += mark;
    out += identifier;
    mark = '.';
  }
}

}  // namespace

std::optional<Semver> Semver::parse(std::string_view text, SemverForm form) {
  Semver version;
  if (form == SemverForm::kLoose) {
    text = trim(text);
    while (text.starts_with('v') || text.starts_with('=')) {
      text.remove_prefix(1);
    }
  }
  if (!take_numbers(text, form, version)) {
    return std::nullopt;
  }
  if (text.starts_with('-')) {
    text.remove_prefix(1);
    if (!take_identifiers(text, "+", form == SemverForm::kLoose, version.prerelease)) {
      return std::nullopt;
    }
  }
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (!take_identifiers(text, "", true, version.build)) {
      return std::nullopt;
    }
  }
  return text.empty() ? std::optional(std::move(version)) : std::nullopt;
}

std::string Semver::text() const {
  std::string out = major + "." + minor + "." + patch;
  append(out, '-', prerelease);
  append(out, '+', build);
  return out;
}

std::string Semver::key() const {
  std::string out(1, '\x01');
  append_sortable(out, major);
  append_sortable(out, minor);
  append_sortable(out, patch);
  // A version without a pre-release part is above all that have one; numbers are below words, an end is below both.
  if (prerelease.empty()) {
    out += '\x03';
    return out;
  }
  for (const std::string& identifier : prerelease) {
    if (is_number(identifier)) {
      out += '\x01';
      append_sortable(out, identifier);
    } else {
      out += '\x02';
      out += identifier;
      out += '\0';
    }
  }
  out += '\0';
  return out;
}

std::string semver_key(std::string_view text) {
  const auto version = Semver::parse(text, SemverForm::kLoose);
  if (version) {
    return version->key();
  }
  std::string key(1, '\0');
  key += text;
  return key;
}

int compare_semver(std::string_view a, std::string_view b) { return semver_key(a).compare(semver_key(b)); }

}  // namespace ropewalk::versions
