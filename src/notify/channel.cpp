#include "notify/channel.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/strings.h"
#include "notify/channels/channels.h"
#include "notify/texts.h"

namespace ropewalk::notify {
namespace {

constexpr std::array<std::pair<ChannelKind, std::string_view>, 6> kKinds{{{ChannelKind::kSlack, "slack"},
                                                                          {ChannelKind::kTeams, "teams"},
                                                                          {ChannelKind::kDiscord, "discord"},
                                                                          {ChannelKind::kEmail, "email"},
                                                                          {ChannelKind::kWebhook, "webhook"},
                                                                          {ChannelKind::kGithub, "github"}}};

std::optional<std::chrono::milliseconds> seconds_of(std::string_view text) {
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || !(seconds >= 0 && seconds < 1e6)) {
    return std::nullopt;
  }
  return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000 + 0.999));
}

}  // namespace

std::string_view name_of(ChannelKind kind) {
  for (const auto& [one, name] : kKinds) {
    if (one == kind) {
      return name;
    }
  }
  return "";
}

std::optional<ChannelKind> channel_kind_named(std::string_view name) {
  for (const auto& [kind, one] : kKinds) {
    if (one == name) {
      return kind;
    }
  }
  return std::nullopt;
}

bool Channel::wants(const Message& message) const {
  const auto has = [](const auto& list, const auto& value) {
    return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
  };
  const bool is_there = environments.empty() || message.environment.empty() ||
                        std::any_of(environments.begin(), environments.end(), [&](const std::string& wanted) {
                          return equals_ignoring_case(wanted, message.environment);
                        });
  return message.what == Happening::kTest || (has(happenings, message.what) && is_there);
}

ports::HttpRequest json_post(const Sending& sending, std::string url, const json::object& body) {
  return {.method = "POST",
          .url = std::move(url),
          .headers = {{"Content-Type", "application/json"},
                      {"Idempotency-Key", sending.message.id},
                      {"X-Ropewalk-Delivery", sending.message.id}},
          .body = to_json_text(body),
          .timeout = std::chrono::seconds(15),
          .most_bytes = 1ULL << 20U};
}

Delivery delivery_of(const Result<ports::HttpResponse>& answer) {
  if (!answer) {
    const bool is_unsure =
        answer.error().kind == ErrorKind::kIncomplete || answer.error().kind == ErrorKind::kInterrupted;
    return {is_unsure ? Sent::kUnsure : Sent::kLost, answer.error().message};
  }
  if (answer->is_success()) {
    return {};
  }
  const std::string trouble = fmt::format("the answer is {}: {}", answer->status, cut(answer->body, 200));
  if (answer->status == 408 || answer->status == 425 || answer->status == 429 || answer->status >= 500) {
    return {Sent::kAgain, trouble, seconds_of(answer->header("retry-after"))};
  }
  return {Sent::kLost, trouble};
}

Delivery send_message(const Channel& channel, const Message& message, const Earlier& earlier, ports::Http& http,
                      const std::stop_token& stop) {
  std::string title = title_of(message);
  if (!channel.text_template.empty() && message.what != Happening::kTest) {
    auto filled = fill_template(channel.text_template, message);
    if (!filled) {
      return {Sent::kLost, filled.error().message};
    }
    title = std::move(*filled);
  }
  const Sending sending{channel, message, std::move(title), earlier.may_have_arrived, http, stop};
  switch (channel.kind) {
    case ChannelKind::kSlack: return send_slack(sending);
    case ChannelKind::kTeams: return send_teams(sending);
    case ChannelKind::kDiscord: return send_discord(sending);
    case ChannelKind::kEmail: return send_email(sending);
    case ChannelKind::kWebhook: return send_webhook(sending);
    case ChannelKind::kGithub: return send_github(sending);
  }
  return {};
}

}  // namespace ropewalk::notify
