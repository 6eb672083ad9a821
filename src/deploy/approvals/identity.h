// Who somebody is, as something has proven it: the system, a key, GitHub.
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ropewalk::deploy {

struct Identity {
  enum class Kind {
    kUser,    // of this machine's system
    kKey,     // by the id of its public half (SHA-256, hexadecimal)
    kGithub,  // a login that GitHub has confirmed, in lower case
  };
  Kind kind = Kind::kUser;
  std::string name;

  friend auto operator<=>(const Identity&, const Identity&) = default;
};

/// `user:alice`, `key:4f2a…`, `github:octocat`.
[[nodiscard]] std::string to_text(const Identity& identity);

/// As configuration files and records write them: the forms of `to_text`, `@octocat` for GitHub, `alice` for a user. A
/// key may be named by the first 16 digits of its id or more. Errors: kInvalid.
[[nodiscard]] Result<Identity> read_identity(std::string_view text);

/// Whether `one` is who `listed` names.
[[nodiscard]] bool is_named_by(const Identity& one, const Identity& listed);

}  // namespace ropewalk::deploy
