#include "deploy/approvals/identity.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"

namespace ropewalk::deploy {
namespace {

constexpr std::size_t kLeastKeyDigits = 16;
constexpr std::string_view kUser = "user:";
constexpr std::string_view kKey = "key:";
constexpr std::string_view kGithub = "github:";

bool is_hexadecimal(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// Printable, without what separates in texts and URLs.
bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 256 && std::all_of(text.begin(), text.end(), [](char letter) {
    return letter > ' ' && letter != ',' && letter != '\x7f';
  });
}

}  // namespace

std::string to_text(const Identity& identity) {
  switch (identity.kind) {
    case Identity::Kind::kUser: return fmt::format("{}{}", kUser, identity.name);
    case Identity::Kind::kKey: return fmt::format("{}{}", kKey, identity.name);
    case Identity::Kind::kGithub: return fmt::format("{}{}", kGithub, identity.name);
  }
  return "";
}

Result<Identity> read_identity(std::string_view text) {
  Identity identity{Identity::Kind::kUser, std::string(text)};
  if (text.starts_with(kUser)) {
    identity.name = text.substr(kUser.size());
  } else if (text.starts_with(kKey)) {
    identity = {Identity::Kind::kKey, to_lower(text.substr(kKey.size()))};
    if (identity.name.size() < kLeastKeyDigits || !is_hexadecimal(identity.name)) {
      return fail(ErrorKind::kInvalid, fmt::format("'{}' names no key", text),
                  fmt::format("write key: and at least {} hexadecimal digits of its id", kLeastKeyDigits));
    }
  } else if (text.starts_with(kGithub)) {
    identity = {Identity::Kind::kGithub, to_lower(text.substr(kGithub.size()))};
  } else if (text.starts_with('@')) {
    identity = {Identity::Kind::kGithub, to_lower(text.substr(1))};
  }
  if (!is_name(identity.name)) {
    return fail(ErrorKind::kInvalid, fmt::format("'{}' names nobody", text),
                "write a user of the system, @login for GitHub, or key:ID");
  }
  return identity;
}

bool is_named_by(const Identity& one, const Identity& listed) {
  if (one.kind != listed.kind) {
    return false;
  }
  return one.kind == Identity::Kind::kKey ? one.name.starts_with(listed.name) : one.name == listed.name;
}

}  // namespace ropewalk::deploy
