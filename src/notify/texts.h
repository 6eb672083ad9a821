// Texts as services take them: cut to their limits, escaped for their markup, signed, as mail wants them.
#pragma once

#include <string>
#include <string_view>

namespace ropewalk::notify {

/// At most so many UTF-16 units (what the services count), an ellipsis at the end where something was cut; never within
/// a character, and what is no UTF-8 replaced.
[[nodiscard]] std::string cut(std::string_view text, std::size_t most);

/// For Slack's mrkdwn: `&`, `<`, `>` escaped, so that no mention and no link is made of a text.
[[nodiscard]] std::string slack_text(std::string_view text);
[[nodiscard]] std::string html_text(std::string_view text);

/// HMAC-SHA256 (RFC 2104), in hexadecimal.
[[nodiscard]] std::string hmac_sha256(std::string_view key, std::string_view bytes);

/// Base64 in lines of 76.
[[nodiscard]] std::string base64_lines(std::string_view bytes);
/// A header's value as encoded words (RFC 2047) where it is not plain ASCII; always one line or folded ones.
[[nodiscard]] std::string mail_header_text(std::string_view text);
/// `Fri, 02 Jan 2026 03:04:05 +0000` of seconds since 1970.
[[nodiscard]] std::string mail_date(long long seconds);

}  // namespace ropewalk::notify
