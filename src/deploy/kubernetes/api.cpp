#include "deploy/kubernetes/api.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "deploy/steps/work.h"

namespace ropewalk::deploy {
namespace {

using std::chrono::milliseconds;

constexpr int kMostTries = 6;
constexpr milliseconds kFirstWait{200};
constexpr milliseconds kLongestWait{30'000};
constexpr int kBadRequest = 400;
constexpr int kUnauthorized = 401;
constexpr int kForbidden = 403;
constexpr int kMissing = 404;
constexpr int kConflict = 409;
constexpr int kUnprocessable = 422;
constexpr int kTooMany = 429;
constexpr int kServerErrors = 500;

bool may_pass(const Result<ports::HttpResponse>& answer) {
  if (!answer) {
    return answer.error().kind == ErrorKind::kIncomplete &&
           answer.error().message.find("certificate") == std::string::npos;
  }
  return answer->status == kTooMany || answer->status >= kServerErrors;
}

milliseconds wait_after(const Result<ports::HttpResponse>& answer, int tries) {
  milliseconds wait = std::min(kFirstWait * (1 << (tries - 1)), kLongestWait);
  if (answer) {
    const std::string_view asked = answer->header("retry-after");
    int seconds = 0;
    if (std::from_chars(asked.data(), asked.data() + asked.size(), seconds).ec == std::errc() && seconds >= 0) {
      wait = std::min<milliseconds>(std::chrono::seconds(seconds), kLongestWait);
    }
  }
  return wait;
}

/// `status.details.causes` of a Status: each with its field.
std::vector<std::string> causes_of(const json::object& status) {
  std::vector<std::string> all;
  for (const json::value& cause : array_at(status, "details.causes")) {
    if (cause.is_object()) {
      all.push_back(fmt::format("{}: {}", string_member(cause.get_object(), "field"),
                                string_member(cause.get_object(), "message")));
    }
  }
  return all;
}

}  // namespace

const json::value* find_member(const json::object& object, std::string_view path) {
  const json::object* at = &object;
  while (true) {
    const std::size_t dot = path.find('.');
    const json::value* const value = at->if_contains(path.substr(0, dot));
    if (dot == std::string_view::npos || value == nullptr) {
      return value;
    }
    if (!value->is_object()) {
      return nullptr;
    }
    at = &value->get_object();
    path.remove_prefix(dot + 1);
  }
}

std::string text_at(const json::object& object, std::string_view path) {
  const json::value* const value = find_member(object, path);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::int64_t number_at(const json::object& object, std::string_view path, std::int64_t otherwise) {
  const json::value* const value = find_member(object, path);
  return value != nullptr && value->is_number() ? value->to_number<std::int64_t>() : otherwise;
}

const json::object& object_at(const json::object& object, std::string_view path) {
  static const json::object kNone;
  const json::value* const value = find_member(object, path);
  return value != nullptr && value->is_object() ? value->get_object() : kNone;
}

const json::array& array_at(const json::object& object, std::string_view path) {
  static const json::array kNone;
  const json::value* const value = find_member(object, path);
  return value != nullptr && value->is_array() ? value->get_array() : kNone;
}

KubernetesApi::KubernetesApi(ClusterPlace place, const Machine& machine)
    : place_(std::move(place)), machine_(machine) {}

Result<ClusterAccess> KubernetesApi::access() {
  if (!access_) {
    auto found = find_access(place_, machine_);
    if (!found) {
      return found;
    }
    access_ = std::move(*found);
  }
  return *access_;
}

Result<std::string> KubernetesApi::path_of(std::string_view group, std::string_view kind, std::string_view rest) {
  const auto known = access();
  if (!known) {
    return fail(known.error());
  }
  const std::string_view root = group == "v1" ? "api" : "apis";
  return fmt::format("/{}/{}/namespaces/{}/{}{}{}", root, group, known->name_space, kind,
                     rest.empty() || rest.front() == '?' ? "" : "/", rest);
}

Result<ports::HttpResponse> KubernetesApi::send_once(const Request& request) {
  const auto known = access();
  if (!known) {
    return fail(known.error());
  }
  if (machine_.http == nullptr) {
    return fail(ErrorKind::kInternal, "nothing here can send requests");
  }
  ports::HttpRequest sent{.method = request.method,
                          .url = known->server + request.path,
                          .headers = {{"Accept", "application/json, */*"}},
                          .body = request.body,
                          .tls = known->tls,
                          .timeout = request.timeout};
  if (!known->token.empty()) {
    sent.headers.push_back({"Authorization", "Bearer " + known->token});
  }
  if (!request.content_type.empty()) {
    sent.headers.push_back({"Content-Type", request.content_type});
  }
  return machine_.http->send(sent, {});
}

/// All that is sent may be sent again: a read, an apply, a deletion, and what carries the version that it replaces.
Result<ports::HttpResponse> KubernetesApi::send(const Request& request) {
  for (int tries = 1;; ++tries) {
    auto answer = send_once(request);
    if (answer && answer->status == kUnauthorized && tries == 1) {
      access_.reset();  // a token that has run out: the plugin or the file may have a new one
      continue;
    }
    if (!may_pass(answer) || tries == kMostTries) {
      return answer;
    }
    rest(wait_after(answer, tries), {});
  }
}

Error KubernetesApi::error_of(const ports::HttpResponse& answer, const std::string& subject) const {
  const auto value = parse_json(answer.body, "the API's answer");
  const json::object status = value && value->is_object() ? value->get_object() : json::object();
  std::string said = text_at(status, "message");
  said = said.empty() ? fmt::format("it answered {}", answer.status) : said;
  const std::string source = access_ ? access_->source : "";
  switch (answer.status) {
    case kUnauthorized:
      return {ErrorKind::kInvalid, fmt::format("the cluster does not take the credentials of {}", source),
              "log in again, or name another context"};
    case kForbidden: return {ErrorKind::kInvalid, said, fmt::format("{} needs this right in a Role", source)};
    case kTooMany:
      return {ErrorKind::kIncomplete, fmt::format("{}: the API is overloaded: {}", subject, said), "try again later"};
    case kBadRequest:
    case kUnprocessable: {
      const auto causes = causes_of(status);
      return {ErrorKind::kInvalid, fmt::format("{} is refused: {}", subject,
                                               causes.empty() ? said : fmt::format("{}", fmt::join(causes, "; ")))};
    }
    case kConflict: {
      const auto causes = causes_of(status);
      return {ErrorKind::kInvalid,
              fmt::format("{} is managed by somebody else, too: {}", subject,
                          causes.empty() ? said : fmt::format("{}", fmt::join(causes, "; "))),
              "let one of the two go of these fields, as by `kubectl apply --server-side`"};
    }
    default:
      return {answer.status >= kServerErrors ? ErrorKind::kIncomplete : ErrorKind::kInvalid,
              fmt::format("{}: {}", subject, said)};
  }
}

Result<json::object> KubernetesApi::object_of(const ports::HttpResponse& answer, const std::string& subject) {
  if (!answer.is_success()) {
    return fail(error_of(answer, subject));
  }
  auto value = parse_json(answer.body, subject);
  if (!value || !value->is_object()) {
    return fail(ErrorKind::kIncomplete, fmt::format("{}: the API's answer is no object", subject));
  }
  return std::move(value->get_object());
}

Result<std::optional<json::object>> KubernetesApi::get(std::string_view group, std::string_view kind,
                                                       std::string_view name) {
  const auto path = path_of(group, kind, name);
  auto answer = path ? send({.method = "GET", .path = *path}) : Result<ports::HttpResponse>(fail(path.error()));
  if (!answer) {
    return fail(std::move(answer.error()));
  }
  if (answer->status == kMissing) {
    return std::optional<json::object>();
  }
  auto object = object_of(*answer, fmt::format("{} {}", kind, name));
  return object ? Result<std::optional<json::object>>(std::move(*object)) : fail(std::move(object.error()));
}

Result<std::vector<json::object>> KubernetesApi::list(std::string_view group, std::string_view kind,
                                                      std::string_view labels) {
  std::string query;
  for (const char c : labels) {
    query += c == '=' ? "%3D" : c == ',' ? "%2C" : c == '/' ? "%2F" : std::string(1, c);
  }
  const auto path = path_of(group, kind, "?labelSelector=" + query);
  auto answer = path ? send({.method = "GET", .path = *path}) : Result<ports::HttpResponse>(fail(path.error()));
  if (!answer) {
    return fail(std::move(answer.error()));
  }
  const auto object = object_of(*answer, std::string(kind));
  if (!object) {
    return fail(object.error());
  }
  std::vector<json::object> all;
  for (const json::value& item : array_at(*object, "items")) {
    if (item.is_object()) {
      all.push_back(item.get_object());
    }
  }
  return all;
}

Result<json::object> KubernetesApi::apply(std::string_view group, std::string_view kind, const json::object& object,
                                          bool is_own) {
  const std::string name = text_at(object, "metadata.name");
  const auto path = path_of(group, kind, fmt::format("{}?fieldManager={}&force={}", name, kFieldManager, is_own));
  auto answer = path ? send({.method = "PATCH",
                             .path = *path,
                             .body = to_json_text(object),
                             .content_type = "application/apply-patch+yaml"})
                     : Result<ports::HttpResponse>(fail(path.error()));
  return answer ? object_of(*answer, fmt::format("{} {}", kind, name)) : fail(std::move(answer.error()));
}

Result<std::optional<json::object>> KubernetesApi::put(std::string_view group, std::string_view kind,
                                                       const json::object& object) {
  const std::string name = text_at(object, "metadata.name");
  const bool is_new = text_at(object, "metadata.resourceVersion").empty();
  const auto path =
      path_of(group, kind, fmt::format("{}?fieldManager={}", is_new ? std::string() : name, kFieldManager));
  auto answer = path ? send({.method = is_new ? "POST" : "PUT",
                             .path = *path,
                             .body = to_json_text(object),
                             .content_type = "application/json"})
                     : Result<ports::HttpResponse>(fail(path.error()));
  if (!answer) {
    return fail(std::move(answer.error()));
  }
  if (answer->status == kConflict || (answer->status == kMissing && !is_new)) {
    return std::optional<json::object>();
  }
  auto put = object_of(*answer, fmt::format("{} {}", kind, name));
  return put ? Result<std::optional<json::object>>(std::move(*put)) : fail(std::move(put.error()));
}

Result<void> KubernetesApi::remove(std::string_view group, std::string_view kind, std::string_view name) {
  const auto path = path_of(group, kind, fmt::format("{}?propagationPolicy=Background", name));
  auto answer = path ? send({.method = "DELETE", .path = *path}) : Result<ports::HttpResponse>(fail(path.error()));
  if (!answer) {
    return fail(std::move(answer.error()));
  }
  if (answer->is_success() || answer->status == kMissing) {
    return {};
  }
  return fail(error_of(*answer, fmt::format("{} {}", kind, name)));
}

Result<ports::HttpResponse> KubernetesApi::fetch(std::string_view group, std::string_view kind, std::string_view rest,
                                                 milliseconds timeout) {
  const auto path = path_of(group, kind, rest);
  return path ? send_once({.method = "GET", .path = *path, .timeout = timeout}) : fail(path.error());
}

}  // namespace ropewalk::deploy
