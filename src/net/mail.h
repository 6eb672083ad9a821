// Handing a mail to a server.
#pragma once

#include "net/transfer.h"

namespace ropewalk::net {

/// As Http::send_mail says.
[[nodiscard]] Result<void> send_mail(Connections& connections, const ports::Mail& mail, const Trust& trust,
                                     const std::stop_token& stop);

/// The text with CR LF at the end of each line, the last too.
[[nodiscard]] std::string with_mail_line_ends(std::string_view text);

}  // namespace ropewalk::net
