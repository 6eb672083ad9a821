// A channel: where messages go, and what came of sending one.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "notify/message.h"
#include "ports/http.h"

namespace ropewalk::notify {

enum class ChannelKind { kSlack, kTeams, kDiscord, kEmail, kWebhook, kGithub };

/// `slack`, `teams`, `discord`, `email`, `webhook`, `github`.
[[nodiscard]] std::string_view name_of(ChannelKind kind);
[[nodiscard]] std::optional<ChannelKind> channel_kind_named(std::string_view name);

/// One channel with everything that it needs, secrets too: nothing of this is ever shown or kept.
struct Channel {
  std::string name = {};
  ChannelKind kind = ChannelKind::kWebhook;
  /// Of a webhook; the API of Slack or GitHub, where it is not the usual; a mail server.
  std::string url = {};
  /// What a webhook's bodies are signed with.
  std::string secret = {};
  /// Of a Slack bot, or for GitHub.
  std::string token = {};
  /// Of a Slack bot: the channel's id.
  std::string room = {};
  std::string repository = {};
  std::string user = {};
  std::string password = {};
  std::string from = {};
  std::vector<std::string> to = {};
  /// In place of the message's title; empty for that.
  std::string text_template = {};
  /// Empty for all.
  std::vector<Happening> happenings = {};
  std::vector<std::string> environments = {};

  [[nodiscard]] bool wants(const Message& message) const;
};

/// What is known of earlier tries to send the same message.
struct Earlier {
  /// A try was made, and nobody knows whether it arrived: its answer did not come, or the process was killed.
  bool may_have_arrived = false;
};

enum class Sent {
  kDone,
  kAgain,   // not shown to anybody; later it may be
  kLost,    // the service refuses it for good
  kUnsure,  // sent, and no answer came
};

struct Delivery {
  Sent sent = Sent::kDone;
  /// What the service or the network said, without secrets; empty when done.
  std::string trouble = {};
  /// When the service asks for a pause.
  std::optional<std::chrono::milliseconds> after = {};
};

/// Sends one message. Where the service can be asked, and an earlier try may have arrived, it is asked first.
[[nodiscard]] Delivery send_message(const Channel& channel, const Message& message, const Earlier& earlier,
                                    ports::Http& http, const std::stop_token& stop);

}  // namespace ropewalk::notify
