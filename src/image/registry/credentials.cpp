#include "image/registry/credentials.h"

#include <fmt/format.h>

#include "base/base64.h"
#include "base/json.h"

namespace ropewalk::image {
namespace {

constexpr std::uint64_t kMostBytes = 4U << 20U;
constexpr std::string_view kDockerHub = "docker.io";
/// What docker's files call its own registry.
constexpr std::string_view kDockerHubKey = "https://index.docker.io/v1/";

/// `https://ghcr.io/v2/` as `ghcr.io`.
std::string_view host_of(std::string_view key) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (key.starts_with(scheme)) {
      key.remove_prefix(scheme.size());
    }
  }
  return key.substr(0, key.find('/'));
}

const json::object* object_member(const json::object& object, std::string_view key) {
  const json::value* member = object.if_contains(key);
  return member == nullptr ? nullptr : member->if_object();
}

bool is_for(std::string_view key, std::string_view registry) {
  return host_of(key) == registry || (registry == kDockerHub && key == kDockerHubKey);
}

std::optional<Credentials> read_entry(const json::object& entry) {
  Credentials credentials{.user = std::string(string_member(entry, "username")),
                          .password = std::string(string_member(entry, "password")),
                          .identity_token = std::string(string_member(entry, "identitytoken"))};
  if (const auto pair = from_base64(string_member(entry, "auth")); pair && !pair->empty()) {
    const std::size_t colon = pair->find(':');
    credentials.user = pair->substr(0, colon);
    credentials.password = colon == std::string::npos ? "" : pair->substr(colon + 1);
    while (credentials.password.ends_with('\0')) {
      credentials.password.pop_back();
    }
  }
  if (credentials.user.empty() && credentials.identity_token.empty()) {
    return std::nullopt;
  }
  return credentials;
}

std::optional<Credentials> ask_helper(const std::string& helper, std::string_view registry,
                                      const ports::Environment& environment, ports::Process& process) {
  ports::ProcessRequest request;
  request.arguments = {"docker-credential-" + helper, "get"};
  request.environment = environment.variables();
  request.input = registry == kDockerHub ? kDockerHubKey : registry;
  const auto done = process.capture(request, {});
  if (!done || done->outcome.exit_code != 0) {
    return std::nullopt;
  }
  const auto parsed = parse_json(done->output, request.arguments.front());
  const json::object* answer = parsed ? parsed->if_object() : nullptr;
  if (answer == nullptr) {
    return std::nullopt;
  }
  Credentials credentials{.user = std::string(string_member(*answer, "Username")),
                          .password = std::string(string_member(*answer, "Secret"))};
  if (credentials.user == "<token>") {
    credentials.identity_token = std::move(credentials.password);
    credentials.user.clear();
    credentials.password.clear();
  }
  return credentials;
}

std::vector<ports::Path> auth_files(const ports::Environment& environment) {
  std::vector<ports::Path> paths;
  if (const auto file = environment.variable("REGISTRY_AUTH_FILE"); file && !file->empty()) {
    return {*file};
  }
  if (const auto folder = environment.variable("XDG_RUNTIME_DIR"); folder && !folder->empty()) {
    paths.push_back(ports::Path(*folder) / "containers" / "auth.json");
  }
  paths.push_back(environment.home() / ".config" / "containers" / "auth.json");
  const auto docker = environment.variable("DOCKER_CONFIG");
  paths.push_back((docker && !docker->empty() ? ports::Path(*docker) : environment.home() / ".docker") / "config.json");
  return paths;
}

}  // namespace

Result<StoredCredentials> read_auth_file(std::string_view text, std::string_view name, std::string_view registry) {
  const auto parsed = parse_json(text, name);
  if (!parsed || !parsed->is_object()) {
    return fail(ErrorKind::kInvalid, fmt::format("{} cannot be read: {}", name,
                                                 parsed ? "it is not a JSON object" : parsed.error().message));
  }
  const json::object& file = parsed->get_object();
  StoredCredentials stored;
  if (const json::object* helpers = object_member(file, "credHelpers"); helpers != nullptr) {
    for (const auto& [key, value] : *helpers) {
      if (is_for(std::string_view(key), registry) && value.is_string()) {
        stored.helper = value.get_string().c_str();
      }
    }
  }
  if (stored.helper.empty()) {
    stored.helper = string_member(file, "credsStore");
  }
  if (const json::object* entries = object_member(file, "auths"); entries != nullptr) {
    for (const auto& [key, value] : *entries) {
      if (is_for(std::string_view(key), registry) && value.is_object()) {
        if (auto credentials = read_entry(value.get_object())) {
          stored.credentials = std::move(credentials);
        }
      }
    }
  }
  return stored;
}

Result<std::optional<Credentials>> find_credentials(std::string_view registry, const ports::Environment& environment,
                                                    const ports::Files& files, ports::Process& process) {
  const auto user = environment.variable("ROPEWALK_REGISTRY_USER");
  const auto password = environment.variable("ROPEWALK_REGISTRY_PASSWORD");
  if (user && password && !user->empty()) {
    return std::optional(Credentials{.user = *user, .password = *password});
  }
  if (const auto token = environment.variable("GITHUB_TOKEN"); registry == "ghcr.io" && token && !token->empty()) {
    return std::optional(
        Credentials{.user = environment.variable("GITHUB_ACTOR").value_or("ropewalk"), .password = *token});
  }
  for (const ports::Path& path : auth_files(environment)) {
    if (files.type_followed(path) != ports::FileType::kFile) {
      continue;
    }
    const auto text = files.read_regular(path, kMostBytes, ports::Links::kFollow);
    if (!text) {
      return fail(text.error());
    }
    auto stored = read_auth_file(*text, path.string(), registry);
    if (!stored) {
      return fail(std::move(stored.error()));
    }
    if (stored->credentials) {
      return std::move(stored->credentials);
    }
    if (!stored->helper.empty()) {
      if (auto answer = ask_helper(stored->helper, registry, environment, process)) {
        return std::optional(std::move(*answer));
      }
    }
  }
  return std::optional<Credentials>();
}

}  // namespace ropewalk::image
