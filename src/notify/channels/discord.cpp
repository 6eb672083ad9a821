// Discord: a webhook with an embed. Nobody is mentioned, whatever a text says.
#include "notify/channels/channels.h"
#include "notify/texts.h"

namespace ropewalk::notify {
namespace {

// Discord's limits: an embed's title, description, fields, a field's name and value, and all of them together.
constexpr std::size_t kTitle = 256;
constexpr std::size_t kDescription = 4096;
constexpr std::size_t kMostFields = 25;
constexpr std::size_t kName = 256;
constexpr std::size_t kValue = 1024;
constexpr std::size_t kTogether = 6000;

int colour(Happening what) {
  switch (what) {
    case Happening::kSucceeded:
    case Happening::kPipelineSucceeded: return 0x2EA043;
    case Happening::kFailed:
    case Happening::kPipelineFailed: return 0xDA3633;
    case Happening::kRolledBack:
    case Happening::kRejected:
    case Happening::kWaiting: return 0xD29922;
    case Happening::kStarted:
    case Happening::kSuperseded:
    case Happening::kTest: return 0x388BFD;
  }
  return 0;
}

}  // namespace

json::object discord_body(const Message& message, std::string_view title) {
  std::size_t left = kTogether;
  // Bytes are at least as many as the units that are counted.
  const auto taken = [&](std::string text) {
    left -= text.size() > left ? left : text.size();
    return text;
  };
  json::object embed{{"title", taken(cut(title, kTitle))}, {"color", colour(message.what)}};
  json::array fields;
  for (const auto& [name, value] : fields_of(message)) {
    if (name == "Details" || name == "Waiting for") {
      embed["description"] = taken(cut(value, std::min(kDescription, left / 2)));
    } else if (fields.size() < kMostFields && left > kName + 8) {
      const std::string shown_name = taken(cut(name, kName));
      fields.push_back(json::object{
          {"name", shown_name}, {"value", taken(cut(value, std::min(kValue, left / 4 + 1)))}, {"inline", true}});
    }
  }
  if (!fields.empty()) {
    embed["fields"] = std::move(fields);
  }
  return {{"content", ""},
          {"embeds", json::array{std::move(embed)}},
          {"allowed_mentions", json::object{{"parse", json::array{}}}}};
}

Delivery send_discord(const Sending& sending) {
  const auto answer = sending.http.send(
      json_post(sending, sending.channel.url, discord_body(sending.message, sending.title)), sending.stop);
  Delivery delivery = delivery_of(answer);
  if (answer && answer->status == 429 && !delivery.after) {
    // It says so in the body.
    if (const auto body = parse_json(answer->body, "the answer"); body && body->is_object()) {
      const json::value* const after = body->as_object().if_contains("retry_after");
      const double seconds = after == nullptr     ? 0
                             : after->is_double() ? after->as_double()
                             : after->is_int64()  ? static_cast<double>(after->as_int64())
                                                  : 0;
      if (seconds > 0 && seconds < 1e6) {
        delivery.after = std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000) + 1);
      }
    }
  }
  return delivery;
}

}  // namespace ropewalk::notify
