// Requests to one registry (OCI distribution specification v1.1): who we are, tokens, tries that are made again.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "image/registry/credentials.h"
#include "ports/http.h"
#include "ports/http_retry.h"
#include "ports/random.h"

namespace ropewalk::image {

/// How a registry is spoken to. What it refers to outlives the session.
struct SessionSettings {
  ports::Http* http = nullptr;
  ports::Random* random = nullptr;
  ports::Wait wait;
  ports::RetryRule retries;
  std::stop_token stop;
};

/// What a request wants to do, so that a token for it can be asked for.
enum class Access { kPull, kPush };

class Session {
 public:
  /// `registry` is a host as names of images have it. Registries on this machine (localhost, 127.0.0.0/8) are spoken to
  /// by plain HTTP, all others by HTTPS alone.
  Session(std::string registry, std::optional<Credentials> credentials, SessionSettings settings);

  /// Sends a request whose `url` is a path below the registry (`/v2/…`), or a whole URL that the registry gave for it.
  /// A 401 that names a way to get a token is answered once. Errors: kIncomplete, kInterrupted. Other statuses are
  /// for the caller, who has `refusal` for those that mean no.
  [[nodiscard]] Result<ports::HttpResponse> send(ports::HttpRequest request, std::string_view repository,
                                                 Access access);
  [[nodiscard]] Result<ports::HttpDownload> download(ports::HttpRequest request, std::string_view repository,
                                                     const std::filesystem::path& file);

  [[nodiscard]] const std::string& registry() const { return registry_; }
  [[nodiscard]] const std::stop_token& stop() const { return settings_.stop; }
  /// Waits as a retry of this number does; false when it was stopped, or there were enough tries.
  [[nodiscard]] bool wait_before_retry(int tries);

  /// An answer that is no success as an error: `what` is what was asked for ("reading the manifest of x").
  [[nodiscard]] Error refusal(const ports::HttpResponse& answer, std::string_view what) const;

 private:
  [[nodiscard]] std::string url_of(std::string_view path) const;
  [[nodiscard]] std::string authorization(std::string_view repository, Access access);
  /// Answers a challenge (RFC 9110, WWW-Authenticate); false when there is nothing to answer with.
  [[nodiscard]] Result<bool> answer_challenge(std::string_view challenge, std::string_view repository, Access access);

  std::string registry_;
  std::string base_;
  std::optional<Credentials> credentials_;
  SessionSettings settings_;
  std::mutex mutex_;
  /// By repository and access: the value of the Authorization header.
  std::map<std::string, std::string, std::less<>> tokens_;
};

/// The parameters of `Bearer realm="…",service="…"`, names in lower case.
[[nodiscard]] std::map<std::string, std::string, std::less<>> read_challenge(std::string_view text);

}  // namespace ropewalk::image
