// What jobs see of the user's session: settings that programs need to work on this machine and in this network, and no
// credentials.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ports/environment.h"
#include "ports/files.h"
#include "ports/process.h"

namespace ropewalk::engine {

struct HostVariables {
  /// Proxies, certificates, settings of pip, uv and npm, without PATH.
  ports::EnvironmentList variables;
  /// What has to be hidden in them: passwords in the addresses of proxies and package indexes, as written and decoded.
  std::vector<std::string> secrets;
};

/// Left out are credentials (a token, a password, a key, by the words of the name), and what says where to write or
/// which Python to take: a job has places of its own.
[[nodiscard]] HostVariables host_variables(const ports::Environment& machine);

/// The user's PATH without the folders of Python environments (virtual ones, conda's, pyenv's): on GitHub a job finds
/// none of them. Relative folders go too.
[[nodiscard]] std::string host_search_path(const ports::Environment& machine, const ports::Files& files);

/// The secrets in a value: of each address `scheme://user:password@host` the password, of `scheme://token@host` the
/// token.
[[nodiscard]] std::vector<std::string> secrets_in_addresses(std::string_view value);

}  // namespace ropewalk::engine
