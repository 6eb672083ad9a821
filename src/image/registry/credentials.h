// Who a registry is told that we are: from options and the environment, or the files of docker and podman.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ports/environment.h"
#include "ports/files.h"
#include "ports/process.h"

namespace ropewalk::image {

struct Credentials {
  std::string user;
  std::string password;
  /// What docker calls an identity token: it takes the password's place when a token is asked for.
  std::string identity_token = {};
};

/// Looks in order: ROPEWALK_REGISTRY_USER and ROPEWALK_REGISTRY_PASSWORD; GITHUB_TOKEN for ghcr.io; the file that
/// REGISTRY_AUTH_FILE names, podman's auth.json and docker's config.json, with their credential helpers. Nothing: ask
/// without a name. Errors: kInvalid for a file that cannot be read.
[[nodiscard]] Result<std::optional<Credentials>> find_credentials(std::string_view registry,
                                                                  const ports::Environment& environment,
                                                                  const ports::Files& files, ports::Process& process);

/// What a text of such a file says of a registry; `repository` may have an entry of its own.
struct StoredCredentials {
  std::optional<Credentials> credentials;
  /// `pass` for docker-credential-pass; empty without one.
  std::string helper;
};
[[nodiscard]] Result<StoredCredentials> read_auth_file(std::string_view text, std::string_view name,
                                                       std::string_view registry);

}  // namespace ropewalk::image
