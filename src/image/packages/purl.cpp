#include "image/packages/purl.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/strings.h"

namespace ropewalk::image {
namespace {

std::string encode(std::string_view text, std::string_view kept = "") {
  std::string out;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    if (std::isalnum(byte) != 0 || std::string_view("-._~:").find(letter) != std::string_view::npos ||
        kept.find(letter) != std::string_view::npos) {
      out += letter;
    } else {
      out += fmt::format("%{:02X}", byte);
    }
  }
  return out;
}

std::optional<std::string> decode(std::string_view text) {
  const auto digit = [](char letter) -> int {
    if (letter >= '0' && letter <= '9') {
      return letter - '0';
    }
    const char lower = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  };
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      out += text[at];
      continue;
    }
    const int high = at + 2 < text.size() + 0 ? digit(text[at + 1]) : -1;
    const int low = at + 2 < text.size() ? digit(text[at + 2]) : -1;
    if (high < 0 || low < 0) {
      return std::nullopt;
    }
    out += static_cast<char>(high * 16 + low);
    at += 2;
  }
  return out;
}

}  // namespace

std::string normal_python_name(std::string_view name) {
  std::string out;
  bool is_run = false;
  for (const char letter : name) {
    const bool is_separator = letter == '-' || letter == '_' || letter == '.';
    if (!is_separator) {
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    } else if (!is_run) {
      out += '-';
    }
    is_run = is_separator;
  }
  return out;
}

std::string to_text(const Purl& purl) {
  std::string text = fmt::format("pkg:{}/", to_lower(purl.type));
  for (const std::string_view part : split(purl.space, '/')) {
    if (!part.empty()) {
      text += encode(part) + "/";
    }
  }
  text += encode(purl.type == "pypi" ? normal_python_name(purl.name) : purl.name);
  if (!purl.version.empty()) {
    text += "@" + encode(purl.version);
  }
  auto qualifiers = purl.qualifiers;
  std::sort(qualifiers.begin(), qualifiers.end());
  char separator = '?';
  for (const auto& [key, value] : qualifiers) {
    if (!value.empty()) {
      text += fmt::format("{}{}={}", separator, to_lower(key), encode(value, "/"));
      separator = '&';
    }
  }
  if (!purl.subpath.empty()) {
    text += "#" + encode(purl.subpath, "/");
  }
  return text;
}

std::optional<Purl> read_purl(std::string_view text) {
  Purl purl;
  if (const std::size_t hash = text.rfind('#'); hash != std::string_view::npos) {
    purl.subpath = decode(text.substr(hash + 1)).value_or("");
    text = text.substr(0, hash);
  }
  if (const std::size_t question = text.rfind('?'); question != std::string_view::npos) {
    for (const std::string_view pair : split(text.substr(question + 1), '&')) {
      const std::size_t equals = pair.find('=');
      const auto value = equals == std::string_view::npos ? std::nullopt : decode(pair.substr(equals + 1));
      if (value && !value->empty()) {
        purl.qualifiers.emplace_back(to_lower(pair.substr(0, equals)), *value);
      }
    }
    text = text.substr(0, question);
  }
  if (!to_lower(text.substr(0, 4)).starts_with("pkg:")) {
    return std::nullopt;
  }
  text.remove_prefix(4);
  while (text.starts_with('/')) {
    text.remove_prefix(1);
  }
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos || slash == 0) {
    return std::nullopt;
  }
  purl.type = to_lower(text.substr(0, slash));
  text = text.substr(slash + 1);
  // A version's `@` comes behind the last slash; npm's scopes begin with one.
  const std::size_t last = text.rfind('/');
  const std::size_t at = text.find('@', last == std::string_view::npos ? 1 : last + 1);
  if (at != std::string_view::npos && at > 0) {
    const auto version = decode(text.substr(at + 1));
    if (!version) {
      return std::nullopt;
    }
    purl.version = *version;
    text = text.substr(0, at);
  }
  while (text.ends_with('/')) {
    text.remove_suffix(1);
  }
  const std::size_t before_name = text.rfind('/');
  const auto name = decode(before_name == std::string_view::npos ? text : text.substr(before_name + 1));
  const auto space = decode(before_name == std::string_view::npos ? "" : text.substr(0, before_name));
  if (!name || !space || name->empty()) {
    return std::nullopt;
  }
  purl.name = *name;
  purl.space = *space;
  return purl;
}

}  // namespace ropewalk::image
