// E-mail: plain text and HTML; all mails of one deployment are one thread, and a second try has the first one's
// Message-ID, by which mail programs show it once.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/hash.h"
#include "notify/channels/channels.h"
#include "notify/texts.h"

namespace ropewalk::notify {
namespace {

constexpr std::size_t kSubject = 300;

/// The part of an address after the `@`.
std::string_view domain_of(std::string_view address) {
  const std::size_t at = address.rfind('@');
  return at == std::string_view::npos ? "localhost" : address.substr(at + 1);
}

std::string message_id(std::string_view of, std::string_view domain) {
  return fmt::format("<{}@{}>", to_hex(sha256(of)).substr(0, 32), domain);
}

std::string html(const Message& message, std::string_view title) {
  std::string text = fmt::format("<!doctype html>\n<html><body><h3>{}</h3>\n<table>\n", html_text(title));
  for (const auto& [name, value] : fields_of(message)) {
    text += fmt::format("<tr><th align=\"left\" valign=\"top\">{}</th><td>{}</td></tr>\n", html_text(name),
                        html_text(value));
  }
  return text + "</table></body></html>\n";
}

std::string part(std::string_view type, std::string_view text) {
  return fmt::format("Content-Type: {}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{}", type,
                     base64_lines(text));
}

}  // namespace

std::string email_text(const Channel& channel, const Message& message, std::string_view title) {
  const std::string_view domain = domain_of(channel.from);
  const std::string boundary = "=_" + to_hex(sha256("boundary " + message.id)).substr(0, 24);
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(message.time.time_since_epoch()).count();
  const std::string root = message_id("thread " + message.thread, domain);
  std::string plain(title);
  plain += '\n';
  for (const auto& [name, value] : fields_of(message)) {
    plain += fmt::format("{}: {}\n", name, value);
  }
  std::string text;
  text += fmt::format("Date: {}\r\n", mail_date(seconds));
  text += fmt::format("From: {}\r\n", mail_header_text(channel.from));
  text += fmt::format("To: {}\r\n", mail_header_text(fmt::format("{}", fmt::join(channel.to, ", "))));
  text += fmt::format("Subject: {}\r\n", mail_header_text(cut(title, kSubject)));
  text += fmt::format("Message-ID: {}\r\n", message_id(message.id, domain));
  text += fmt::format("In-Reply-To: {}\r\nReferences: {}\r\n", root, root);
  text += "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n";
  text += fmt::format("Content-Type: multipart/alternative; boundary=\"{}\"\r\n\r\n", boundary);
  text += fmt::format("--{}\r\n{}\r\n", boundary, part("text/plain", plain));
  text += fmt::format("--{}\r\n{}\r\n--{}--\r\n", boundary, part("text/html", html(message, title)), boundary);
  return text;
}

Delivery send_email(const Sending& sending) {
  const Channel& channel = sending.channel;
  const auto sent = sending.http.send_mail({.server = channel.url,
                                            .user = channel.user,
                                            .password = channel.password,
                                            .from = channel.from,
                                            .to = channel.to,
                                            .text = email_text(channel, sending.message, sending.title)},
                                           sending.stop);
  if (sent) {
    return {};
  }
  const bool is_passing = sent.error().kind == ErrorKind::kIncomplete || sent.error().kind == ErrorKind::kInterrupted;
  return {is_passing ? Sent::kUnsure : Sent::kLost, sent.error().message};
}

}  // namespace ropewalk::notify
