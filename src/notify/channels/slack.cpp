// Slack: an incoming webhook, or a bot's `chat.postMessage`. A webhook can't be asked what it has shown; a bot can
// (`conversations.history`), and finds an earlier try by the message's metadata.
#include <fmt/format.h>

#include "notify/channels/channels.h"
#include "notify/texts.h"

namespace ropewalk::notify {
namespace {

// Slack's limits: text of a section and of a field, fields of a section, text of a header, of a fallback.
constexpr std::size_t kSectionText = 3000;
constexpr std::size_t kFieldText = 2000;
constexpr std::size_t kMostFields = 10;
constexpr std::size_t kHeaderText = 150;
constexpr std::size_t kFallbackText = 3000;

constexpr std::string_view kEventType = "ropewalk_message";

json::object text_of(std::string_view type, std::string text) { return {{"type", type}, {"text", std::move(text)}}; }

std::string_view symbol(Happening what) {
  switch (what) {
    case Happening::kWaiting: return ":hourglass_flowing_sand:";
    case Happening::kStarted: return ":rocket:";
    case Happening::kSucceeded:
    case Happening::kPipelineSucceeded: return ":white_check_mark:";
    case Happening::kFailed:
    case Happening::kPipelineFailed: return ":x:";
    case Happening::kRolledBack: return ":leftwards_arrow_with_hook:";
    case Happening::kSuperseded:
    case Happening::kRejected: return ":no_entry_sign:";
    case Happening::kTest: return ":wave:";
  }
  return "";
}

ports::HttpRequest with_token(ports::HttpRequest request, const Channel& channel) {
  request.headers.push_back({"Authorization", "Bearer " + channel.token});
  return request;
}

std::string api_url(const Channel& channel, std::string_view method) {
  return fmt::format("{}/{}", channel.url.empty() ? "https://slack.com/api" : channel.url, method);
}

/// Slack answers a bot with 200 whatever became of it; the body says it.
Delivery bot_delivery(const Result<ports::HttpResponse>& answer) {
  Delivery delivery = delivery_of(answer);
  if (delivery.sent != Sent::kDone) {
    return delivery;
  }
  const auto body = parse_json(answer->body, "the answer");
  if (!body || !body->is_object()) {
    return {Sent::kUnsure, "the answer is not JSON"};
  }
  const json::value* const ok = body->as_object().if_contains("ok");
  if (ok != nullptr && ok->is_bool() && ok->as_bool()) {
    return {};
  }
  const std::string_view error = string_member(body->as_object(), "error");
  const bool is_passing = error == "ratelimited" || error == "rate_limited" || error == "internal_error" ||
                          error == "fatal_error" || error == "service_unavailable" || error == "request_timeout";
  return {is_passing ? Sent::kAgain : Sent::kLost, fmt::format("Slack says: {}", error)};
}

bool has_this(const json::value& answer, const Message& message) {
  const json::value* const messages = answer.is_object() ? answer.as_object().if_contains("messages") : nullptr;
  if (messages == nullptr || !messages->is_array()) {
    return false;
  }
  const std::string wanted = message.id;
  for (const json::value& one : messages->as_array()) {
    const json::value* const metadata = one.is_object() ? one.as_object().if_contains("metadata") : nullptr;
    const json::value* const payload =
        metadata != nullptr && metadata->is_object() ? metadata->as_object().if_contains("event_payload") : nullptr;
    if (payload != nullptr && payload->is_object() && string_member(payload->as_object(), "id") == wanted) {
      return true;
    }
  }
  return false;
}

Delivery send_as_bot(const Sending& sending, json::object body) {
  const Channel& channel = sending.channel;
  if (sending.may_have_arrived) {
    const json::object question{{"channel", channel.room}, {"include_all_metadata", true}, {"limit", 200}};
    const auto answer = sending.http.send(
        with_token(json_post(sending, api_url(channel, "conversations.history"), question), channel), sending.stop);
    if (Delivery asked = bot_delivery(answer); asked.sent != Sent::kDone) {
      // Nothing was sent by asking: whatever went wrong with it, what was unsure still is.
      asked.sent = asked.sent == Sent::kLost ? Sent::kLost : Sent::kUnsure;
      return asked;
    }
    if (const auto known = parse_json(answer->body, "the answer"); known && has_this(*known, sending.message)) {
      return {};
    }
  }
  body["channel"] = channel.room;
  body["metadata"] =
      json::object{{"event_type", kEventType}, {"event_payload", json::object{{"id", sending.message.id}}}};
  return bot_delivery(sending.http.send(
      with_token(json_post(sending, api_url(channel, "chat.postMessage"), body), channel), sending.stop));
}

}  // namespace

json::object slack_body(const Message& message, std::string_view title) {
  const std::string headline = fmt::format("{} *{}*", symbol(message.what), cut(slack_text(title), kHeaderText * 2));
  json::array fields;
  std::string details;
  for (const auto& [name, value] : fields_of(message)) {
    const std::string text = fmt::format("*{}*\n{}", name, slack_text(value));
    if (name == "Details" || name == "Waiting for") {
      details = text;
    } else if (fields.size() < kMostFields) {
      fields.push_back(text_of("mrkdwn", cut(text, kFieldText)));
    }
  }
  json::array blocks{json::object{{"type", "section"}, {"text", text_of("mrkdwn", cut(headline, kSectionText))}}};
  if (!details.empty()) {
    blocks.push_back(json::object{{"type", "section"}, {"text", text_of("mrkdwn", cut(details, kSectionText))}});
  }
  if (!fields.empty()) {
    blocks.push_back(json::object{{"type", "section"}, {"fields", std::move(fields)}});
  }
  return {{"text", cut(slack_text(title), kFallbackText)}, {"blocks", std::move(blocks)}};
}

Delivery send_slack(const Sending& sending) {
  json::object body = slack_body(sending.message, sending.title);
  if (!sending.channel.token.empty()) {
    return send_as_bot(sending, std::move(body));
  }
  return delivery_of(sending.http.send(json_post(sending, sending.channel.url, body), sending.stop));
}

}  // namespace ropewalk::notify
