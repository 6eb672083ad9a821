// GitHub's deployments and their statuses. What is there is looked for before anything is made, so a second try makes
// nothing twice: a deployment is known by our number in its payload, a status by its state and description.
#include <fmt/format.h>

#include "notify/channels/channels.h"
#include "notify/texts.h"

namespace ropewalk::notify {
namespace {

/// GitHub's limit for a status's description.
constexpr std::size_t kDescription = 140;

std::string_view state_of(Happening what) {
  switch (what) {
    case Happening::kWaiting: return "queued";
    case Happening::kStarted: return "in_progress";
    case Happening::kSucceeded: return "success";
    case Happening::kFailed:
    case Happening::kRolledBack: return "failure";
    case Happening::kSuperseded:
    case Happening::kRejected: return "inactive";
    case Happening::kPipelineSucceeded:
    case Happening::kPipelineFailed:
    case Happening::kTest: return "";
  }
  return "";
}

std::string query_text(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    const bool is_plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                          (letter >= '0' && letter <= '9') || letter == '-' || letter == '.' || letter == '_';
    out += is_plain ? std::string(1, letter) : fmt::format("%{:02X}", static_cast<unsigned char>(letter));
  }
  return out;
}

ports::HttpRequest request(const Sending& sending, std::string_view method, std::string_view path,
                           const json::object* body = nullptr) {
  const Channel& channel = sending.channel;
  ports::HttpRequest made{
      .method = std::string(method),
      .url = fmt::format("{}/repos/{}{}", channel.url.empty() ? "https://api.github.com" : channel.url,
                         channel.repository, path),
      .headers = {{"Accept", "application/vnd.github+json"},
                  {"Authorization", "Bearer " + channel.token},
                  {"X-GitHub-Api-Version", "2022-11-28"}},
      .timeout = std::chrono::seconds(15)};
  if (body != nullptr) {
    made.headers.push_back({"Content-Type", "application/json"});
    made.body = to_json_text(*body);
  }
  return made;
}

/// The limits of GitHub come as 403 too; a refusal for want of rights does not say when to come again.
Delivery github_delivery(const Result<ports::HttpResponse>& answer) {
  Delivery delivery = delivery_of(answer);
  if (answer && answer->status == 403 &&
      (!answer->header("retry-after").empty() || answer->header("x-ratelimit-remaining") == "0")) {
    delivery.sent = Sent::kAgain;
    delivery.after = delivery.after.value_or(std::chrono::minutes(1));
  }
  return delivery;
}

/// One answer, or what to report in its place.
struct Answer {
  std::optional<Delivery> trouble;
  json::value body = nullptr;
};

Answer ask(const Sending& sending, const ports::HttpRequest& made) {
  const auto answer = sending.http.send(made, sending.stop);
  if (Delivery delivery = github_delivery(answer); delivery.sent != Sent::kDone) {
    return {std::move(delivery)};
  }
  auto body = parse_json(answer->body, "the answer");
  if (!body) {
    return {Delivery{Sent::kAgain, "the answer is not JSON"}};
  }
  return {std::nullopt, std::move(*body)};
}

std::int64_t id_of(const json::value& value) {
  const json::value* const id = value.is_object() ? value.as_object().if_contains("id") : nullptr;
  return id != nullptr && id->is_int64() ? id->as_int64() : 0;
}

/// The payload as an object: GitHub gives back what it got, as a text or as an object.
bool has_thread(const json::value& deployment, const std::string& thread) {
  const json::value* payload = deployment.is_object() ? deployment.as_object().if_contains("payload") : nullptr;
  if (payload == nullptr) {
    return false;
  }
  if (payload->is_string()) {
    const auto read = parse_json(payload->as_string(), "payload");
    return read && read->is_object() && string_member(read->as_object(), "ropewalk") == thread;
  }
  return payload->is_object() && string_member(payload->as_object(), "ropewalk") == thread;
}

Answer find_or_make_deployment(const Sending& sending) {
  const Message& message = sending.message;
  Answer known = ask(sending, request(sending, "GET",
                                      fmt::format("/deployments?environment={}&sha={}&per_page=100",
                                                  query_text(message.environment), query_text(message.commit))));
  if (known.trouble) {
    return known;
  }
  if (known.body.is_array()) {
    for (const json::value& deployment : known.body.as_array()) {
      if (has_thread(deployment, message.thread)) {
        return {std::nullopt, deployment};
      }
    }
  }
  const json::object body{{"ref", message.commit},
                          {"environment", message.environment},
                          {"auto_merge", false},
                          {"required_contexts", json::array{}},
                          {"description", cut(title_of(message), kDescription)},
                          {"payload", json::object{{"ropewalk", message.thread}}}};
  return ask(sending, request(sending, "POST", "/deployments", &body));
}

}  // namespace

Delivery send_github(const Sending& sending) {
  const Message& message = sending.message;
  if (message.what == Happening::kTest) {
    Answer known = ask(sending, request(sending, "GET", "/deployments?per_page=1"));
    return known.trouble.value_or(Delivery{});
  }
  const std::string_view state = state_of(message.what);
  if (state.empty() || message.commit.empty()) {
    return {};  // nothing that GitHub could show
  }
  Answer deployment = find_or_make_deployment(sending);
  if (deployment.trouble) {
    return *deployment.trouble;
  }
  const std::int64_t id = id_of(deployment.body);
  if (id == 0) {
    return {Sent::kLost, "GitHub made no deployment (is the commit on GitHub?)"};
  }
  const std::string path = fmt::format("/deployments/{}/statuses", id);
  const std::string description = cut(sending.title, kDescription);
  Answer statuses = ask(sending, request(sending, "GET", path + "?per_page=100"));
  if (statuses.trouble) {
    return *statuses.trouble;
  }
  if (statuses.body.is_array()) {
    for (const json::value& status : statuses.body.as_array()) {
      if (status.is_object() && string_member(status.as_object(), "state") == state &&
          string_member(status.as_object(), "description") == description) {
        return {};
      }
    }
  }
  json::object body{{"state", state}, {"environment", message.environment}, {"description", description}};
  if (message.url.starts_with("http")) {
    body["log_url"] = message.url;
  }
  return github_delivery(sending.http.send(request(sending, "POST", path, &body), sending.stop));
}

}  // namespace ropewalk::notify
