#include "image/registry/session.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "base/json.h"
#include "base/strings.h"
#include "image/reference.h"

namespace ropewalk::image {
namespace {

constexpr int kUnauthorized = 401;
constexpr std::size_t kLongestReason = 300;

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                          std::string_view("-._~").find(c) != std::string_view::npos;
    out += is_plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string token_key(std::string_view repository, Access access) {
  return fmt::format("{}:{}", repository, access == Access::kPush ? "push" : "pull");
}

/// What a registry says is wrong: the first of its errors (distribution specification, "Error codes").
std::string reason_of(const ports::HttpResponse& answer) {
  const auto parsed = parse_json(answer.body, "answer");
  const json::object* object = parsed ? parsed->if_object() : nullptr;
  const json::value* errors = object == nullptr ? nullptr : object->if_contains("errors");
  if (errors != nullptr && errors->is_array() && !errors->get_array().empty()) {
    if (const json::object* first = errors->get_array().front().if_object(); first != nullptr) {
      std::string reason(string_member(*first, "message"));
      reason = reason.empty() ? std::string(string_member(*first, "code")) : reason;
      return reason.substr(0, kLongestReason);
    }
  }
  return "";
}

}  // namespace

std::map<std::string, std::string, std::less<>> read_challenge(std::string_view text) {
  std::map<std::string, std::string, std::less<>> parameters;
  std::size_t at = std::min(text.find(' '), text.size());
  while (at < text.size()) {
    while (at < text.size() && (text[at] == ' ' || text[at] == ',')) {
      ++at;
    }
    const std::size_t equals = text.find('=', at);
    if (equals == std::string_view::npos) {
      break;
    }
    const std::string name = to_lower(trim(text.substr(at, equals - at)));
    std::string value;
    at = equals + 1;
    if (at < text.size() && text[at] == '"') {
      for (++at; at < text.size() && text[at] != '"'; ++at) {
        if (text[at] == '\\' && at + 1 < text.size()) {
          ++at;
        }
        value.push_back(text[at]);
      }
      ++at;
    } else {
      const std::size_t end = std::min(text.find(',', at), text.size());
      value = trim(text.substr(at, end - at));
      at = end;
    }
    parameters[name] = std::move(value);
  }
  return parameters;
}

Session::Session(std::string registry, std::optional<Credentials> credentials, SessionSettings settings)
    : registry_(std::move(registry)), credentials_(std::move(credentials)), settings_(std::move(settings)) {
  const std::string host = registry_ == "docker.io" ? "registry-1.docker.io" : registry_;
  base_ = (is_loopback(registry_) ? "http://" : "https://") + host;
}

std::string Session::url_of(std::string_view path) const {
  return path.starts_with('/') ? base_ + std::string(path) : std::string(path);
}

std::string Session::authorization(std::string_view repository, Access access) {
  const std::lock_guard lock(mutex_);
  const auto found = tokens_.find(token_key(repository, access));
  return found == tokens_.end() ? "" : found->second;
}

Result<bool> Session::answer_challenge(std::string_view challenge, std::string_view repository, Access access) {
  const std::string basic = credentials_ && !credentials_->user.empty()
                                ? "Basic " + to_base64(fmt::format("{}:{}", credentials_->user, credentials_->password))
                                : "";
  const std::string kind = to_lower(challenge.substr(0, challenge.find(' ')));
  std::string header;
  if (kind == "basic") {
    header = basic;
  } else if (kind == "bearer") {
    auto parameters = read_challenge(challenge);
    std::string url = parameters["realm"];
    // A registry could send our password anywhere by naming it here.
    if (!url.starts_with("https://") && !(is_loopback(registry_) && url.starts_with("http://"))) {
      return fail(ErrorKind::kIncomplete, fmt::format("{} asks for credentials without TLS, at '{}'", registry_, url));
    }
    const std::string scope =
        fmt::format("repository:{}:{}", repository, access == Access::kPush ? "pull,push" : "pull");
    url += fmt::format("{}service={}&scope={}", url.find('?') == std::string::npos ? "?" : "&",
                       percent_encoded(parameters["service"]), percent_encoded(scope));
    ports::HttpRequest request{.url = url};
    if (!basic.empty()) {
      request.headers.push_back({"Authorization", basic});
    }
    if (credentials_ && !credentials_->identity_token.empty()) {
      request = {.method = "POST",
                 .url = parameters["realm"],
                 .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                 .body = fmt::format("grant_type=refresh_token&service={}&scope={}&refresh_token={}&client_id=ropewalk",
                                     percent_encoded(parameters["service"]), percent_encoded(scope),
                                     percent_encoded(credentials_->identity_token))};
    }
    const auto answer = ports::send_with_retries(*settings_.http, request, settings_.retries, *settings_.random,
                                                 settings_.wait, settings_.stop);
    if (!answer) {
      return fail(answer.error());
    }
    if (!answer->is_success()) {
      return fail(refusal(*answer, "asking for a token"));
    }
    const auto parsed = parse_json(answer->body, "token");
    const json::object* object = parsed ? parsed->if_object() : nullptr;
    std::string token(object == nullptr ? "" : string_member(*object, "token"));
    if (token.empty() && object != nullptr) {
      token = string_member(*object, "access_token");
    }
    header = token.empty() ? "" : "Bearer " + token;
  }
  if (header.empty()) {
    return false;
  }
  const std::lock_guard lock(mutex_);
  tokens_[token_key(repository, access)] = header;
  return true;
}

Result<ports::HttpResponse> Session::send(ports::HttpRequest request, std::string_view repository, Access access) {
  request.url = url_of(request.url);
  // Credentials go to the registry alone, not to where it sends us on.
  const bool is_own = request.url.starts_with(base_ + "/");
  const std::vector<ports::HttpHeader> plain = request.headers;
  for (int attempt = 0;; ++attempt) {
    request.headers = plain;
    if (const std::string header = authorization(repository, access); is_own && !header.empty()) {
      request.headers.push_back({"Authorization", header});
    }
    auto answer = ports::send_with_retries(*settings_.http, request, settings_.retries, *settings_.random,
                                           settings_.wait, settings_.stop);
    if (!answer || answer->status != kUnauthorized || attempt > 0 || !is_own) {
      return answer;
    }
    const auto answered = answer_challenge(answer->header("www-authenticate"), repository, access);
    if (!answered) {
      return fail(answered.error());
    }
    if (!*answered) {
      return answer;
    }
  }
}

Result<ports::HttpDownload> Session::download(ports::HttpRequest request, std::string_view repository,
                                              const std::filesystem::path& file) {
  request.url = url_of(request.url);
  const std::vector<ports::HttpHeader> plain = request.headers;
  for (int tries = 1, challenges = 0;;) {
    request.headers = plain;
    if (const std::string header = authorization(repository, Access::kPull); !header.empty()) {
      request.headers.push_back({"Authorization", header});
    }
    auto done = settings_.http->download(request, file, settings_.stop);
    if (done && done->response.status == kUnauthorized && challenges++ == 0) {
      const auto answered = answer_challenge(done->response.header("www-authenticate"), repository, Access::kPull);
      if (!answered) {
        return fail(answered.error());
      }
      if (*answered) {
        continue;
      }
    }
    const auto answer =
        done ? Result<ports::HttpResponse>(done->response) : Result<ports::HttpResponse>(fail(done.error()));
    if (!ports::is_passing_trouble(answer) || !wait_before_retry(tries++)) {
      return done;
    }
  }
}

bool Session::wait_before_retry(int tries) {
  if (tries >= settings_.retries.most_tries) {
    return false;
  }
  const Result<ports::HttpResponse> none = fail(ErrorKind::kIncomplete, "");
  const auto time = ports::retry_wait(settings_.retries, tries, none, *settings_.random);
  return time && settings_.wait(*time, settings_.stop);
}

Error Session::refusal(const ports::HttpResponse& answer, std::string_view what) const {
  const std::string reason = reason_of(answer);
  const std::string said = reason.empty() ? "" : fmt::format(": {}", reason);
  switch (answer.status) {
    case 401:
      return {ErrorKind::kIncomplete, fmt::format("{} does not know who you are (401), {}{}", registry_, what, said),
              credentials_ ? "the user name or the password is wrong"
                           : fmt::format("log in with: docker login {}", registry_)};
    case 403:
      return {ErrorKind::kIncomplete, fmt::format("{} does not allow it (403), {}{}", registry_, what, said),
              "the account needs the right to read, or to write, this repository"};
    case 404: return {ErrorKind::kNotFound, fmt::format("{} does not have it (404), {}{}", registry_, what, said), {}};
    case 429:
      return {ErrorKind::kIncomplete, fmt::format("{} gets too many requests (429), {}{}", registry_, what, said),
              "try again later"};
    default:
      return {ErrorKind::kIncomplete, fmt::format("{} answers {}, {}{}", registry_, answer.status, what, said), {}};
  }
}

}  // namespace ropewalk::image
