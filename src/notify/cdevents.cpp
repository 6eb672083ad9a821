#include "notify/cdevents.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/rfc3339.h"

namespace ropewalk::notify {
namespace {

constexpr std::string_view kSource = "/ropewalk";

bool is_pipeline(Happening what) { return what == Happening::kPipelineSucceeded || what == Happening::kPipelineFailed; }

bool is_service_event(Happening what) { return what == Happening::kSucceeded || what == Happening::kRolledBack; }

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    const bool is_plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                          (letter >= '0' && letter <= '9') || letter == '-' || letter == '.' || letter == '_';
    out += is_plain ? std::string(1, letter) : fmt::format("%{:02X}", static_cast<unsigned char>(letter));
  }
  return out;
}

std::string service_of(const Message& message) { return message.service.empty() ? "service" : message.service; }

/// A package URL of what serves: after a rollback that is what ran before.
std::string artifact_of(const Message& message) {
  const bool is_before = message.what == Happening::kRolledBack && !message.previous_digest.empty();
  const std::string& digest = is_before ? message.previous_digest : message.digest;
  std::string version = is_before || message.version.empty() ? std::string() : "@" + percent_encoded(message.version);
  return fmt::format("pkg:generic/{}{}{}{}", percent_encoded(service_of(message)), version,
                     digest.empty() ? "" : "?checksum=", digest);
}

/// A thread's name as a part of a URI.
std::string subject_id(const Message& message) { return message.thread.empty() ? message.id : message.thread; }

json::object subject_content(const Message& message) {
  if (is_service_event(message.what)) {
    return {{"environment", json::object{{"id", message.environment}}}, {"artifactId", artifact_of(message)}};
  }
  if (is_pipeline(message.what)) {
    json::object content{{"pipelineName", message.workflow},
                         {"outcome", message.what == Happening::kPipelineSucceeded ? "success" : "failure"}};
    if (!message.url.empty()) {
      content["uri"] = message.url;
    }
    if (!message.detail.empty()) {
      content["errors"] = message.detail;
    }
    return content;
  }
  return {{"environment", json::object{{"id", message.environment}}}, {"outcome", name_of(message.what)}};
}

}  // namespace

std::string cdevent_type(const Message& message) {
  switch (message.what) {
    case Happening::kSucceeded:
      return message.previous == 0 ? "dev.cdevents.service.deployed.0.3.0" : "dev.cdevents.service.upgraded.0.3.0";
    case Happening::kRolledBack: return "dev.cdevents.service.rolledback.0.3.0";
    case Happening::kPipelineSucceeded:
    case Happening::kPipelineFailed: return "dev.cdevents.pipelinerun.finished.0.3.0";
    case Happening::kWaiting:
    case Happening::kStarted:
    case Happening::kFailed:
    case Happening::kSuperseded:
    case Happening::kRejected:
    case Happening::kTest: return fmt::format("dev.cdeventsx.ropewalk-deployment.{}.0.1.0", name_of(message.what));
  }
  return "";
}

json::object to_cdevent(const Message& message) {
  return {{"context", json::object{{"specversion", "0.5.1"},
                                   {"id", message.id},
                                   {"source", kSource},
                                   {"type", cdevent_type(message)},
                                   {"timestamp", to_rfc3339(message.time)}}},
          {"subject", json::object{{"id", is_service_event(message.what) ? service_of(message) : subject_id(message)},
                                   {"source", kSource},
                                   {"content", subject_content(message)}}},
          {"customData", to_json(message)},
          {"customDataContentType", "application/json"}};
}

json::object to_cloudevent(const Message& message) {
  json::object event = to_cdevent(message);
  const json::string subject = event["subject"].as_object()["id"].as_string();
  return {{"specversion", "1.0"},
          {"id", message.id},
          {"source", kSource},
          {"type", cdevent_type(message)},
          {"subject", subject},
          {"time", to_rfc3339(message.time)},
          {"datacontenttype", "application/json"},
          {"data", std::move(event)}};
}

}  // namespace ropewalk::notify
