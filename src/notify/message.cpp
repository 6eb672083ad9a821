#include "notify/message.h"

#include <fmt/format.h>

#include <array>

#include "base/rfc3339.h"

namespace ropewalk::notify {
namespace {

struct Named {
  Happening what;
  std::string_view name;
};

constexpr std::array kNames{Named{Happening::kWaiting, "waiting"},
                            Named{Happening::kStarted, "started"},
                            Named{Happening::kSucceeded, "succeeded"},
                            Named{Happening::kFailed, "failed"},
                            Named{Happening::kRolledBack, "rolled_back"},
                            Named{Happening::kSuperseded, "superseded"},
                            Named{Happening::kRejected, "rejected"},
                            Named{Happening::kPipelineSucceeded, "pipeline_succeeded"},
                            Named{Happening::kPipelineFailed, "pipeline_failed"},
                            Named{Happening::kTest, "test"}};

std::string deployment_title(const Message& message, std::string_view did) {
  return fmt::format("Deployment {} of {} to {} {}{}{}", message.number,
                     message.service.empty() ? "the service" : message.service, message.environment, did,
                     message.version.empty() ? "" : ": version ", message.version);
}

/// The texts of a message by the names that its JSON form has; one list for both ways.
template <class Message_, class Visit>
void each_text(Message_& message, const Visit& visit) {
  visit("id", message.id);
  visit("thread", message.thread);
  visit("service", message.service);
  visit("environment", message.environment);
  visit("version", message.version);
  visit("digest", message.digest);
  visit("commit", message.commit);
  visit("previous_digest", message.previous_digest);
  visit("by", message.by);
  visit("url", message.url);
  visit("workflow", message.workflow);
  visit("reason", message.reason);
  visit("detail", message.detail);
  visit("audit_head", message.audit_head);
}

std::int64_t number_member(const json::object& object, std::string_view key) {
  const json::value* const value = object.if_contains(key);
  return value != nullptr && value->is_int64() ? value->as_int64() : 0;
}

}  // namespace

std::string_view name_of(Happening happening) {
  for (const Named& one : kNames) {
    if (one.what == happening) {
      return one.name;
    }
  }
  return "";
}

std::optional<Happening> happening_named(std::string_view name) {
  for (const Named& one : kNames) {
    if (one.name == name) {
      return one.what;
    }
  }
  return std::nullopt;
}

const std::vector<Happening>& all_happenings() {
  static const std::vector<Happening> kAll = [] {
    std::vector<Happening> all;
    for (const Named& one : kNames) {
      if (one.what != Happening::kTest) {
        all.push_back(one.what);
      }
    }
    return all;
  }();
  return kAll;
}

std::string title_of(const Message& message) {
  switch (message.what) {
    case Happening::kWaiting: return deployment_title(message, "waits");
    case Happening::kStarted: return deployment_title(message, "has started");
    case Happening::kSucceeded: return deployment_title(message, "succeeded");
    case Happening::kFailed: return deployment_title(message, "failed");
    case Happening::kRolledBack: return deployment_title(message, "was rolled back");
    case Happening::kSuperseded: return deployment_title(message, "was superseded");
    case Happening::kRejected: return deployment_title(message, "was rejected");
    case Happening::kPipelineSucceeded: return fmt::format("{} succeeded", message.workflow);
    case Happening::kPipelineFailed: return fmt::format("{} failed", message.workflow);
    case Happening::kTest: return "This is a test of notifications";
  }
  return "";
}

std::vector<std::pair<std::string, std::string>> fields_of(const Message& message) {
  std::vector<std::pair<std::string, std::string>> fields;
  const auto add = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) {
      fields.emplace_back(name, value);
    }
  };
  add(message.what == Happening::kWaiting ? "Waiting for" : "Details", message.detail);
  add("Reason", message.reason);
  add("Environment", message.environment);
  add("Version", message.version);
  add("Commit", std::string_view(message.commit).substr(0, 12));
  add("By", message.by);
  add("Digest", message.digest);
  if (message.previous != 0) {
    add("Before", fmt::format("deployment {}", message.previous));
  }
  add("More", message.url);
  add("Audit log", message.audit_head);
  return fields;
}

std::string plain_text(const Message& message) {
  std::string text = title_of(message) + "\n";
  for (const auto& [name, value] : fields_of(message)) {
    text += fmt::format("{}: {}\n", name, value);
  }
  return text;
}

Result<std::string> fill_template(std::string_view text, const Message& message) {
  std::string out;
  while (!text.empty()) {
    const std::size_t open = text.find_first_of("{}");
    out += text.substr(0, open);
    if (open == std::string_view::npos) {
      break;
    }
    const std::size_t close = text.find('}', open);
    if (text[open] == '}' || close == std::string_view::npos) {
      return fail(ErrorKind::kInvalid, "a template has a brace without its other");
    }
    const std::string_view name = text.substr(open + 1, close - open - 1);
    bool is_known = true;
    if (name == "what") {
      out += name_of(message.what);
    } else if (name == "title") {
      out += title_of(message);
    } else if (name == "number") {
      out += std::to_string(message.number);
    } else {
      is_known = false;
      each_text(message, [&](std::string_view one, const std::string& value) {
        if (one == name) {
          out += value;
          is_known = true;
        }
      });
    }
    if (!is_known) {
      return fail(ErrorKind::kInvalid, fmt::format("a template has no '{{{}}}'", name),
                  "there are {title}, {what}, {service}, {environment}, {version}, {number}, {commit}, {by}, "
                  "{detail}, {reason}, {workflow}, {url}");
    }
    text.remove_prefix(close + 1);
  }
  return out;
}

json::object to_json(const Message& message) {
  json::object object{{"what", name_of(message.what)}, {"time", to_rfc3339(message.time)}};
  each_text(message, [&](std::string_view name, const std::string& value) {
    if (!value.empty()) {
      object[name] = value;
    }
  });
  if (message.number != 0) {
    object["number"] = message.number;
  }
  if (message.previous != 0) {
    object["previous"] = message.previous;
  }
  return object;
}

Result<Message> message_from_json(const json::value& value) {
  if (!value.is_object()) {
    return fail(ErrorKind::kInvalid, "a message is a JSON object");
  }
  const json::object& object = value.as_object();
  const auto what = happening_named(string_member(object, "what"));
  const auto time = parse_rfc3339(string_member(object, "time"));
  if (!what || !time) {
    return fail(ErrorKind::kInvalid, "a message says what happened and when");
  }
  Message message;
  message.what = *what;
  message.time = *time;
  message.number = number_member(object, "number");
  message.previous = number_member(object, "previous");
  each_text(message,
            [&](std::string_view name, std::string& text) { text = std::string(string_member(object, name)); });
  return message;
}

}  // namespace ropewalk::notify
