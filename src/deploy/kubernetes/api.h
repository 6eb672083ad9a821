// The Kubernetes API as requests and answers: objects by their paths, server-side apply, what may be tried again and
// what may not, and errors in words that say which right or which field it is about.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "deploy/kubernetes/access.h"

namespace ropewalk::deploy {

/// Who we are among those who manage an object's fields.
inline constexpr std::string_view kFieldManager = "ropewalk";

class KubernetesApi {
 public:
  /// How the cluster is reached is found with the first request.
  KubernetesApi(ClusterPlace place, const Machine& machine);

  /// The namespace and the source of the credentials. Errors: those of `find_access`.
  [[nodiscard]] Result<ClusterAccess> access();

  /// Paths are below a namespaced kind: `("apps/v1", "deployments", "shop-n7")`. Nothing when it is not there.
  /// Errors of all: kInvalid for what the API refuses, kIncomplete for what the network did or when the API stays
  /// overloaded, kInterrupted.
  [[nodiscard]] Result<std::optional<json::object>> get(std::string_view group, std::string_view kind,
                                                        std::string_view name);
  /// Objects with these labels (`a=b,c=d`).
  [[nodiscard]] Result<std::vector<json::object>> list(std::string_view group, std::string_view kind,
                                                       std::string_view labels);
  /// Server-side apply. `is_own`: the object is nobody else's, so that fields which somebody has taken over are taken
  /// back; else a conflict is an error which names each field and its manager.
  [[nodiscard]] Result<json::object> apply(std::string_view group, std::string_view kind, const json::object& object,
                                           bool is_own);
  /// Makes a new object or puts one in the place of the version that it carries (`metadata.resourceVersion`). Nothing
  /// when somebody was quicker.
  [[nodiscard]] Result<std::optional<json::object>> put(std::string_view group, std::string_view kind,
                                                        const json::object& object);
  /// One that is not there is no error. What it owns goes with it.
  [[nodiscard]] Result<void> remove(std::string_view group, std::string_view kind, std::string_view name);
  /// The answer to a GET as it is, with any status: logs, and what a pod answers through the API.
  [[nodiscard]] Result<ports::HttpResponse> fetch(std::string_view group, std::string_view kind, std::string_view rest,
                                                  std::chrono::milliseconds timeout);

 private:
  struct Request {
    std::string method;
    std::string path;
    std::string body = {};
    std::string content_type = {};
    std::chrono::milliseconds timeout{20'000};
  };
  [[nodiscard]] Result<std::string> path_of(std::string_view group, std::string_view kind, std::string_view rest);
  [[nodiscard]] Result<ports::HttpResponse> send_once(const Request& request);
  [[nodiscard]] Result<ports::HttpResponse> send(const Request& request);
  [[nodiscard]] Result<json::object> object_of(const ports::HttpResponse& answer, const std::string& subject);
  [[nodiscard]] Error error_of(const ports::HttpResponse& answer, const std::string& subject) const;

  ClusterPlace place_;
  Machine machine_;
  std::optional<ClusterAccess> access_ = {};
};

/// `a.b.c` of an object; null when it is not there.
[[nodiscard]] const json::value* find_member(const json::object& object, std::string_view path);
[[nodiscard]] std::string text_at(const json::object& object, std::string_view path);
[[nodiscard]] std::int64_t number_at(const json::object& object, std::string_view path, std::int64_t otherwise);
[[nodiscard]] const json::object& object_at(const json::object& object, std::string_view path);
[[nodiscard]] const json::array& array_at(const json::object& object, std::string_view path);

}  // namespace ropewalk::deploy
