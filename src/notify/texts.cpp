#include "notify/texts.h"

#include <fmt/format.h>

#include <array>
#include <chrono>

#include "base/hash.h"
#include "base/strings.h"
#include "base/utf8.h"

namespace ropewalk::notify {
namespace {

constexpr std::size_t kBlock = 64;

/// UTF-16 units of a code point.
std::size_t units(std::uint32_t code_point) { return code_point > 0xFFFF && code_point < kFirstNoCodePoint ? 2 : 1; }

std::string raw(const Sha256Digest& digest) { return {digest.begin(), digest.end()}; }

std::string escaped(std::string_view text, bool with_quotes) {
  std::string out;
  for (const char letter : text) {
    switch (letter) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += with_quotes ? "&quot;" : "\""; break;
      default: out += letter;
    }
  }
  return out;
}

}  // namespace

std::string cut(std::string_view text, std::size_t most) {
  std::string out;
  std::size_t used = 0;
  // Where the text is cut when it turns out to be too long.
  std::size_t fits = 0;
  for (std::size_t at = 0; at < text.size();) {
    std::uint32_t code_point = next_code_point(text, at);
    code_point = code_point >= kFirstNoCodePoint ? 0xFFFD : code_point;
    used += units(code_point);
    if (used > most) {
      out.resize(fits);
      return most == 0 ? std::string() : out + "…";
    }
    append_utf8(out, code_point);
    fits = used < most ? out.size() : fits;
  }
  return out;
}

std::string slack_text(std::string_view text) { return escaped(text, false); }
std::string html_text(std::string_view text) { return escaped(text, true); }

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
  std::string block = key.size() > kBlock ? raw(sha256(key)) : std::string(key);
  block.resize(kBlock, '\0');
  std::string inner = block;
  std::string outer = block;
  for (std::size_t at = 0; at < kBlock; ++at) {
    inner[at] = static_cast<char>(inner[at] ^ 0x36);
    outer[at] = static_cast<char>(outer[at] ^ 0x5c);
  }
  return to_hex(sha256(outer + raw(sha256(inner.append(bytes)))));
}

std::string base64_lines(std::string_view bytes) {
  const std::string whole = to_base64(bytes);
  std::string out;
  for (std::size_t at = 0; at < whole.size(); at += 76) {
    out += whole.substr(at, 76);
    out += "\r\n";
  }
  return out;
}

std::string mail_header_text(std::string_view text) {
  std::string line;
  for (const char letter : text) {
    line += static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f ? ' ' : letter;
  }
  if (is_ascii(line) && line.size() <= 200 && line.find("=?") == std::string::npos) {
    return line;
  }
  // An encoded word has 75 letters at the most: 45 bytes, cut between characters.
  std::string out;
  std::string word;
  for (std::size_t at = 0; at < line.size();) {
    std::string letter;
    const std::uint32_t code_point = next_code_point(line, at);
    append_utf8(letter, code_point >= kFirstNoCodePoint ? 0xFFFD : code_point);
    if (word.size() + letter.size() > 39) {
      out += fmt::format("{}=?UTF-8?B?{}?=", out.empty() ? "" : "\r\n ", to_base64(word));
      word.clear();
    }
    word += letter;
  }
  return out + fmt::format("{}=?UTF-8?B?{}?=", out.empty() ? "" : "\r\n ", to_base64(word));
}

std::string mail_date(long long seconds) {
  using namespace std::chrono;
  constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const sys_seconds time{std::chrono::seconds(seconds)};
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} +0000", kDays[weekday(day).c_encoding()],
                     static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
                     clock.seconds().count());
}

}  // namespace ropewalk::notify
