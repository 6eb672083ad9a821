#include "engine/mask/encodings.h"

#include <fmt/format.h>
#include <algorithm>
#include <unordered_set>

#include "base/hash.h"
#include "base/strings.h"

namespace ropewalk::engine {
namespace {

/// Shorter parts of a PowerShell command line than this stay visible.
constexpr std::size_t kShortestPowerShellPart = 6;
/// Shorter values in other forms are all too common in texts that are none: `12` is `31 32`.
constexpr std::size_t kShortestInOtherForms = 8;
/// Values up to this length keep their quotes.
constexpr std::size_t kShortestQuoted = 8;

std::string base64_from(std::string_view value, std::size_t skipped) {
  return to_base64(value.size() > skipped ? value.substr(skipped) : value);
}

/// As Newtonsoft's JsonConvert writes a string: short escapes, \u00xx for other control characters and for the
/// characters U+0085, U+2028 and U+2029.
std::string json_escaped(std::string_view value) {
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\b': out += "\\b"; break;
      case '\f': out += "\\f"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else if (value.substr(i, 2) == "\xC2\x85") {
          out += "\\u0085";
          i += 1;
        } else if (value.substr(i, 3) == "\xE2\x80\xA8" || value.substr(i, 3) == "\xE2\x80\xA9") {
          out += value[i + 2] == '\xA8' ? "\\u2028" : "\\u2029";
          i += 2;
        } else {
          out += c;
        }
    }
  }
  return out;
}

std::string uri_escaped(std::string_view value) {
  constexpr std::string_view kUnreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string out;
  for (const char c : value) {
    if (kUnreserved.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
  }
  return out;
}

std::string xml_escaped(std::string_view value) {
  std::string out;
  for (const char c : value) {
    switch (c) {
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&apos;"; break;
      case '&': out += "&amp;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string without_quotes(std::string_view value) {
  const bool is_quoted = value.size() > kShortestQuoted && value.front() == '"' && value.back() == '"';
  return is_quoted ? std::string(value.substr(1, value.size() - 2)) : std::string();
}

/// PowerShell prints a failing command line in two colours, cut behind its last `&`, or behind `&+` and one letter
/// more.
std::pair<std::string, std::string> power_shell_parts(std::string_view value) {
  std::string_view before;
  std::string_view after;
  if (const auto plus = value.find("&+"); plus != std::string_view::npos) {
    before = value.substr(0, plus + 2);
    after = value.size() > plus + 3 ? value.substr(plus + 3) : std::string_view();
  } else if (const auto last = value.rfind('&'); last != std::string_view::npos) {
    before = value.substr(0, last + 1);
    after = value.substr(last + 1);
  }
  const auto long_enough = [](std::string_view part) {
    return part.size() >= kShortestPowerShellPart ? std::string(part) : std::string();
  };
  return {long_enough(before), long_enough(after)};
}

/// The value with a backslash before each character that `is_special` names: what `printf %q` and repr() print.
std::string backslashed(std::string_view value, std::string_view special) {
  std::string out;
  for (const char c : value) {
    if (special.find(c) != std::string_view::npos) {
      out += '\\';
    }
    out += c;
  }
  return out;
}

/// JSON and Python literals in ASCII: UTF-16 units above 0x7f as \\uxxxx.
std::string ascii_escaped(std::string_view value) {
  std::string out;
  for (std::size_t at = 0; at < value.size();) {
    if (static_cast<unsigned char>(value[at]) < 0x80) {
      out += value[at++];
      continue;
    }
    const std::uint32_t code = next_code_point(value, at);
    if (code >= 0x10000) {
      const std::uint32_t rest = code - 0x10000;
      out += fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + (rest >> 10U), 0xDC00 + (rest & 0x3FFU));
    } else {
      out += fmt::format("\\u{:04x}", code);
    }
  }
  return out;
}

/// Base64 in the alphabet of URLs (RFC 4648 §5).
std::string url_base64(std::string base64) {
  std::replace(base64.begin(), base64.end(), '+', '-');
  std::replace(base64.begin(), base64.end(), '/', '_');
  return base64;
}

void add_once(std::vector<std::string>& list, std::string text) {
  if (!text.empty() && std::find(list.begin(), list.end(), text) == list.end()) {
    list.push_back(std::move(text));
  }
}

}  // namespace

std::vector<std::string> masked_forms(std::string_view secret) {
  std::vector<std::string> forms;
  if (secret.empty()) {
    return forms;
  }
  add_once(forms, std::string(secret));
  add_once(forms, base64_from(secret, 0));
  add_once(forms, base64_from(secret, 1));
  add_once(forms, base64_from(secret, 2));
  add_once(forms, replace_all(secret, "\"", "\\\""));
  add_once(forms, replace_all(secret, "'", "''"));
  add_once(forms, json_escaped(secret));
  add_once(forms, uri_escaped(secret));
  add_once(forms, xml_escaped(secret));
  add_once(forms, without_quotes(secret));
  auto [before, after] = power_shell_parts(secret);
  add_once(forms, std::move(before));
  add_once(forms, std::move(after));
  return forms;
}

std::vector<std::string> other_forms(std::string_view secret) {
  std::vector<std::string> forms;
  if (secret.size() < kShortestInOtherForms) {
    return forms;
  }
  for (const std::size_t skipped : {0U, 1U, 2U}) {
    add_once(forms, url_base64(base64_from(secret, skipped)));
  }
  const std::string hexadecimal = to_hex(secret);
  add_once(forms, hexadecimal);
  add_once(forms, to_upper(hexadecimal));
  add_once(forms, to_upper(secret));
  add_once(forms, to_lower(secret));
  add_once(forms, to_lower(uri_escaped(secret)));
  add_once(forms, replace_all(uri_escaped(secret), "%20", "+"));
  add_once(forms, backslashed(secret, " !\"#$&'()*;<=>?[\\]^`{|}~"));
  add_once(forms, backslashed(secret, "\\'"));
  if (is_valid_utf8(secret)) {
    add_once(forms, ascii_escaped(json_escaped(secret)));
  }
  add_once(forms, replace_all(xml_escaped(secret), "&apos;", "&#39;"));
  return forms;
}

std::vector<std::string> masked_values(std::string_view secret) {
  std::vector<std::string> values;
  std::unordered_set<std::string_view> known;  // a key file has thousands of lines
  const auto add = [&](std::string_view value) {
    if (!value.empty() && known.insert(value).second) {
      values.emplace_back(value);
    }
  };
  add(trim(secret));
  std::size_t begin = 0;
  while (begin <= secret.size()) {
    const std::size_t end = std::min(secret.find_first_of("\r\n", begin), secret.size());
    add(trim(secret.substr(begin, end - begin)));
    begin = end + 1;
  }
  return values;
}

}  // namespace ropewalk::engine
