// Microsoft Teams: a webhook of a workflow, which takes adaptive cards.
#include "notify/channels/channels.h"
#include "notify/texts.h"

namespace ropewalk::notify {
namespace {

/// A message may have 28 KB altogether; these keep it far below.
constexpr std::size_t kTitle = 500;
constexpr std::size_t kName = 100;
constexpr std::size_t kValue = 1000;

std::string_view colour(Happening what) {
  switch (what) {
    case Happening::kSucceeded:
    case Happening::kPipelineSucceeded: return "Good";
    case Happening::kFailed:
    case Happening::kPipelineFailed: return "Attention";
    case Happening::kRolledBack:
    case Happening::kRejected:
    case Happening::kWaiting: return "Warning";
    case Happening::kStarted:
    case Happening::kSuperseded:
    case Happening::kTest: return "Default";
  }
  return "Default";
}

}  // namespace

json::object teams_body(const Message& message, std::string_view title) {
  json::array facts;
  for (const auto& [name, value] : fields_of(message)) {
    facts.push_back(json::object{{"title", cut(name, kName)}, {"value", cut(value, kValue)}});
  }
  json::array body{json::object{{"type", "TextBlock"},
                                {"text", cut(title, kTitle)},
                                {"weight", "Bolder"},
                                {"size", "Medium"},
                                {"wrap", true},
                                {"color", colour(message.what)}}};
  if (!facts.empty()) {
    body.push_back(json::object{{"type", "FactSet"}, {"facts", std::move(facts)}});
  }
  json::object card{{"$schema", "http://adaptivecards.io/schemas/adaptive-card.json"},
                    {"type", "AdaptiveCard"},
                    {"version", "1.4"},
                    {"body", std::move(body)}};
  if (message.url.starts_with("https://") || message.url.starts_with("http://")) {
    card["actions"] =
        json::array{json::object{{"type", "Action.OpenUrl"}, {"title", "Open"}, {"url", cut(message.url, kValue)}}};
  }
  return {{"type", "message"},
          {"attachments", json::array{json::object{{"contentType", "application/vnd.microsoft.card.adaptive"},
                                                   {"content", std::move(card)}}}}};
}

Delivery send_teams(const Sending& sending) {
  return delivery_of(sending.http.send(
      json_post(sending, sending.channel.url, teams_body(sending.message, sending.title)), sending.stop));
}

}  // namespace ropewalk::notify
