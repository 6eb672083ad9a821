// The channels, one file each: how a message looks there, and how it is sent.
#pragma once

#include "notify/channel.h"

namespace ropewalk::notify {

/// What all of them get.
struct Sending {
  const Channel& channel;
  const Message& message;
  /// The template's text, or the message's title.
  std::string title;
  bool may_have_arrived = false;
  ports::Http& http;
  const std::stop_token& stop;
};

[[nodiscard]] Delivery send_slack(const Sending& sending);
[[nodiscard]] Delivery send_teams(const Sending& sending);
[[nodiscard]] Delivery send_discord(const Sending& sending);
[[nodiscard]] Delivery send_email(const Sending& sending);
[[nodiscard]] Delivery send_webhook(const Sending& sending);
[[nodiscard]] Delivery send_github(const Sending& sending);

/// The bodies, for tests and for those who want to see them.
[[nodiscard]] json::object slack_body(const Message& message, std::string_view title);
[[nodiscard]] json::object teams_body(const Message& message, std::string_view title);
[[nodiscard]] json::object discord_body(const Message& message, std::string_view title);
[[nodiscard]] std::string email_text(const Channel& channel, const Message& message, std::string_view title);

/// A POST of JSON that says which message it is: who receives it twice can tell.
[[nodiscard]] ports::HttpRequest json_post(const Sending& sending, std::string url, const json::object& body);
/// What an answer means for most services: 2xx is done; 429 and 5xx come again later, since they say that nothing was
/// shown; other 4xx are lost; no answer is unsure.
[[nodiscard]] Delivery delivery_of(const Result<ports::HttpResponse>& answer);

}  // namespace ropewalk::notify
