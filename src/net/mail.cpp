#include "net/mail.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace ropewalk::net {
namespace {

std::size_t give_text(char* buffer, std::size_t size, std::size_t count, void* user) {
  std::string_view& rest = *static_cast<std::string_view*>(user);
  const std::size_t taken = std::min(size * count, rest.size());
  std::memcpy(buffer, rest.data(), taken);
  rest.remove_prefix(taken);
  return taken;
}

bool is_address(std::string_view text) {
  return !text.empty() && text.find_first_of(std::string_view("\r\n\0<> ", 6)) == std::string_view::npos;
}

}  // namespace

std::string with_mail_line_ends(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    if (letter == '\n' && !out.ends_with('\r')) {
      out += '\r';
    }
    out += letter;
  }
  if (!out.ends_with("\r\n")) {
    out += "\r\n";
  }
  return out;
}

Result<void> send_mail(Connections& connections, const ports::Mail& mail, const Trust& trust,
                       const std::stop_token& stop) {
  if (!mail.server.starts_with("smtp://") && !mail.server.starts_with("smtps://")) {
    return fail(ErrorKind::kUsage, "a mail server is written as smtp://HOST:587 or smtps://HOST:465");
  }
  if (mail.to.empty() || !is_address(mail.from) || !std::all_of(mail.to.begin(), mail.to.end(), is_address)) {
    return fail(ErrorKind::kUsage, "a mail has a sender and receivers, each an address as name@example.com");
  }
  auto taken = connections.take();
  if (!taken) {
    return fail(std::move(taken.error()));
  }
  Connection& connection = **taken;
  const std::string text = with_mail_line_ends(mail.text);
  std::string_view rest = text;
  const std::string from = "<" + mail.from + ">";
  TextList receivers(*connection.curl);
  for (const std::string& receiver : mail.to) {
    receivers.add("<" + receiver + ">");
  }
  std::array<char, CURL_ERROR_SIZE> detail{};
  connection.set(CURLOPT_URL, mail.server.c_str());
  connection.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  connection.set(CURLOPT_NOSIGNAL, 1L);
  connection.set(CURLOPT_ERRORBUFFER, detail.data());
  connection.set(CURLOPT_USE_SSL, static_cast<long>(mail.requires_tls ? CURLUSESSL_ALL : CURLUSESSL_TRY));
  connection.set(CURLOPT_CONNECTTIMEOUT_MS, 10'000L);
  connection.set(CURLOPT_TIMEOUT_MS, static_cast<long>(mail.timeout.count()));
  set_trust(connection, trust);
  if (!mail.user.empty()) {
    connection.set(CURLOPT_USERNAME, mail.user.c_str());
    connection.set(CURLOPT_PASSWORD, mail.password.c_str());
  }
  connection.set(CURLOPT_MAIL_FROM, from.c_str());
  connection.set(CURLOPT_MAIL_RCPT, receivers.get());
  connection.set(CURLOPT_UPLOAD, 1L);
  connection.set(CURLOPT_READFUNCTION, &give_text);
  connection.set(CURLOPT_READDATA, static_cast<void*>(&rest));
  const CURLcode code = perform(connection, stop);
  if (code == CURLE_OK) {
    return {};
  }
  // The connection is not used again: after a refusal in its middle the next mail would begin in an odd state.
  long reply = 0;
  static_cast<void>(connection.curl->easy_getinfo(connection.easy, CURLINFO_RESPONSE_CODE, &reply));
  Error error = transfer_error(*connection.curl, code, detail.data(), shown_url(mail.server));
  if (code == CURLE_USE_SSL_FAILED) {
    error = {ErrorKind::kInvalid, fmt::format("{}: the server does not offer STARTTLS", shown_url(mail.server)),
             "use one that does: a mail is sent over TLS or not at all"};
  } else if (reply >= 500 && reply < 600 && error.kind == ErrorKind::kIncomplete) {
    error.kind = ErrorKind::kInvalid;
  }
  return fail(std::move(error));
}

}  // namespace ropewalk::net
