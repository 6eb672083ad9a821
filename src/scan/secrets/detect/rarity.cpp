#include "scan/secrets/detect/rarity.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <vector>

#include "base/strings.h"

namespace ropewalk::scan {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_letter(char c) { return is_lower(c) || is_upper(c); }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// For each letter those that often follow it in English words and in names of programs' parts.
constexpr std::array<std::string_view, 26> kFollowers = {"bcdgilmnprstuvwxyk",
                                                         "aeilorsuyj",
                                                         "aehiklortuy",
                                                         "aegiorsudyn",
                                                         "acdeflmnprstvwxyqabgi",
                                                         "aefilortuy",
                                                         "aehilnorsuy",
                                                         "aeiortuynt",
                                                         "acdefglmnoprstvzkb",
                                                         "aeous",
                                                         "aeilnsy",
                                                         "aeilosudtyvmfkp",
                                                         "aebimopsuy",
                                                         "acdegiknostuyfv",
                                                         "bcdfgiklmnoprstuvwxa",
                                                         "aehilorstuy",
                                                         "u",
                                                         "acdegiklmnosturyvbp",
                                                         "acehiklmnopqstuwy",
                                                         "aehilorstuywcm",
                                                         "abcdegilmnprstb",
                                                         "aeioy",
                                                         "aehinors",
                                                         "aecitpm",
                                                         "aeilmopst",
                                                         "aeioz"};

bool follows(char first, char second) {
  return kFollowers[static_cast<std::size_t>(first - 'a')].find(second) != std::string_view::npos;
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) {
    return false;
  }
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool is_dash = at == 8 || at == 13 || at == 18 || at == 23;
    if (is_dash ? text[at] != '-' : !is_hex(text[at])) {
      return false;
    }
  }
  return true;
}

bool is_all(std::string_view text, bool (*is)(char)) { return std::all_of(text.begin(), text.end(), is); }

bool has_any(std::string_view text, bool (*is)(char)) { return std::any_of(text.begin(), text.end(), is); }

/// Hexadecimal digits in capitals and small letters: programs write a number in one of the two, people mix them.
bool is_mixed_hex(std::string_view text) {
  constexpr std::size_t kLong = 32;
  return text.size() >= kLong && is_all(text, is_hex) && has_any(text, is_lower) && has_any(text, is_upper);
}

template <std::size_t kCount>
bool contains_one(std::string_view text, const std::array<std::string_view, kCount>& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

/// Four characters or more that follow each other in the alphabet or among the digits.
bool has_sequence(std::string_view text) {
  constexpr int kLong = 5;
  int run = 1;
  for (std::size_t at = 1; at < text.size(); ++at) {
    run = text[at] == text[at - 1] + 1 ? run + 1 : 1;
    if (run >= kLong) {
      return true;
    }
  }
  return false;
}

/// What stands for a secret in examples, or says where one comes from.
constexpr std::array<std::string_view, 22> kPlaceholders = {
    "example", "xxxx",     "placeholder", "changeme", "change_me", "change-me", "your_", "your-",
    "<",       "${",       "{{",          "dummy",    "sample",    "redacted",  "todo",  "getenv",
    "environ", "process.", "....",        "***",      "0000000",   "config."};

/// Names of what is no secret although it has a telling word in it.
constexpr std::array<std::string_view, 41> kHarmlessNames = {
    "public",        "pubkey",       "pub_key",        "keyid",       "key_id",   "key-id",
    "keyname",       "key_name",     "keyword",        "foreign",     "primary",  "issuer",
    "hash",          "sequence",     "schema",         "selector",    "monkey",   "keystore",
    "keyfile",       "key_file",     "keylen",         "key_length",  "keysize",  "alias",
    "credentialsid", "credentialid", "credentials_id", "secretsid",   "accessor", "csrf",
    "authenticity",  "keyvault",     "key_vault",      "author",      "sha1",     "sha256",
    "sha512",        "digest",       "checksum",       "fingerprint", "spdx"};

/// Parts of names that say themselves that the value is none: `nonMatchingToken`, `invalid_password`, `FAKE_KEY`.
constexpr std::array<std::string_view, 11> kDenials = {
    "non", "fake", "dummy", "invalid", "bogus", "mock", "example", "sample", "placeholder", "wrong", "mismatched"};

/// A name's words, in lower case: parted by what is no letter, and where a capital follows a small letter.
std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words(1);
  for (std::size_t at = 0; at < name.size(); ++at) {
    if (!is_letter(name[at])) {
      words.emplace_back();
      continue;
    }
    if (at > 0 && is_upper(name[at]) && is_lower(name[at - 1])) {
      words.emplace_back();
    }
    words.back() += static_cast<char>(name[at] | 0x20);
  }
  return words;
}

bool denies(std::string_view name) {
  const std::vector<std::string> words = words_of(name);
  return std::any_of(words.begin(), words.end(), [](const std::string& word) {
    return std::find(kDenials.begin(), kDenials.end(), word) != kDenials.end();
  });
}

/// Ends of names that say that the value is about a secret and none itself.
constexpr std::array<std::string_view, 14> kHarmlessEnds = {"_url",    "url",     "_uri",  "_path", "_file",
                                                            "_name",   "name",    "_id",   "_type", "_version",
                                                            "version", "_length", "_size", "event"};

}  // namespace

double rarity(std::string_view value) {
  std::size_t pairs = 0;
  std::size_t odd = 0;
  for (std::size_t at = 1; at < value.size(); ++at) {
    const char first = value[at - 1];
    const char second = value[at];
    ++pairs;
    if (is_letter(first) && is_letter(second)) {
      const bool turns = is_lower(first) && is_upper(second);
      const bool is_word = follows(static_cast<char>(first | 0x20), static_cast<char>(second | 0x20));
      odd += is_word && (is_upper(first) == is_upper(second) || is_upper(first)) ? 0U
             : turns                                                             ? (is_word ? 0U : 1U)
                                                                                 : 1U;
    } else if (is_letter(first) != is_letter(second) && (is_digit(first) || is_digit(second))) {
      ++odd;
    } else if (is_digit(first) && is_digit(second)) {
      odd += second == first || second == first + 1 ? 0U : 1U;
    }
  }
  return pairs == 0 ? 0 : static_cast<double>(odd) / static_cast<double>(pairs);
}

bool is_placeholder(std::string_view value) {
  constexpr std::size_t kLong = 8;
  std::size_t same = 1;
  std::size_t rising = 1;
  for (std::size_t at = 1; at < value.size(); ++at) {
    same = value[at] == value[at - 1] ? same + 1 : 1;
    rising = value[at] == value[at - 1] + 1 ? rising + 1 : 1;
    // Dashes and the padding of base64 are repeated for good reasons; so is the A of long keys' heads.
    const bool counts = std::isalnum(static_cast<unsigned char>(value[at])) != 0 && value[at] != 'A';
    if ((counts && same >= kLong) || rising >= kLong) {
      return true;
    }
  }
  const std::string lower = to_lower(value);
  constexpr std::array<std::string_view, 10> kWords = {"example",   "1234-1234", "placeholder", "changeme",
                                                       "change_me", "change-me", "your_",       "your-",
                                                       "username:", "redacted"};
  // `user:password@host` of a manual: the word for what stands there.
  const bool is_the_word = lower == "password" || lower == "passwd" || lower == "secret" || lower == "token";
  return is_the_word || contains_one(lower, kWords) || lower.ends_with(":pass") || lower.ends_with(":password") ||
         lower.ends_with(":token") || lower.ends_with(":secret");
}

bool passes(ValueFilter filter, std::string_view assigned_to, std::string_view value) {
  constexpr double kLeast = 0.33;
  switch (filter) {
    case ValueFilter::kNone: return true;
    case ValueFilter::kPlaceholders: return !is_placeholder(value);
    case ValueFilter::kDigits: return has_any(value, is_digit) && !is_placeholder(value) && !is_mixed_hex(value);
    case ValueFilter::kValue:
      return has_any(value, is_digit) && has_any(value, is_letter) && !is_placeholder(value) && rarity(value) >= kLeast;
    case ValueFilter::kNameAndValue: return !is_placeholder(value) && is_rare(assigned_to, value);
  }
  return true;
}

bool is_rare(std::string_view assigned_to, std::string_view value) {
  constexpr double kLeast = 0.33;
  const std::string name = to_lower(assigned_to);
  const std::string lower = to_lower(value);
  if (contains_one(name, kHarmlessNames) || contains_one(lower, kPlaceholders) || denies(assigned_to)) {
    return false;
  }
  if (std::any_of(kHarmlessEnds.begin(), kHarmlessEnds.end(),
                  [&](std::string_view end) { return name.ends_with(end); })) {
    return false;
  }
  if (!has_any(value, is_digit) || !has_any(value, is_letter) || is_uuid(value) || has_sequence(lower)) {
    return false;
  }
  // `sha256=…` of a wheel's RECORD, `sha512-…` of npm's locks: digests are made to be read by everybody.
  constexpr std::array<std::string_view, 5> kDigests = {"sha1", "sha256", "sha384", "sha512", "md5"};
  if (std::any_of(kDigests.begin(), kDigests.end(), [&](std::string_view kind) {
        return lower.size() > kind.size() && lower.starts_with(kind) &&
               std::string_view("-=:").find(lower[kind.size()]) != std::string_view::npos;
      })) {
    return false;
  }
  // Paths, versions, qualified names.
  const auto dots = std::count(value.begin(), value.end(), '.');
  if (value.front() == '/' || value.find("//") != std::string_view::npos || dots > 2 || value.front() == '.') {
    return false;
  }
  const std::string_view strong_name = name;
  const bool is_strong =
      strong_name.find("secret") != std::string_view::npos || strong_name.find("token") != std::string_view::npos ||
      strong_name.find("passw") != std::string_view::npos || strong_name.find("pwd") != std::string_view::npos ||
      strong_name.find("api") != std::string_view::npos || strong_name.find("cred") != std::string_view::npos;
  if (is_all(value, is_hex) && !is_strong) {
    return false;
  }
  const double score = rarity(value);
  return score >= (is_strong ? kLeast : kLeast + 0.12) && (is_strong || value.size() >= 16);
}

}  // namespace ropewalk::scan
