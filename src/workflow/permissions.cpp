// The rules are those of actions/runner: Permissions.cs and PermissionsHelper.cs.
#include "workflow/permissions.h"

#include <fmt/format.h>

#include <algorithm>

namespace ropewalk::workflow {
namespace {

constexpr std::array<std::string_view, kPermissionCount> kNames = {
    "actions",  "artifact-metadata", "attestations", "checks",        "code-quality",
    "contents", "copilot-requests",  "deployments",  "discussions",   "drives",
    "issues",   "packages",          "pages",        "pull-requests", "repository-projects",
    "statuses", "security-events",   "id-token",     "models",        "vulnerability-alerts",
};

bool is_older(std::string_view permission) {
  constexpr std::array<std::string_view, 7> kNewer = {"artifact-metadata",   "attestations", "code-quality",
                                                      "copilot-requests",    "drives",       "models",
                                                      "vulnerability-alerts"};
  return std::find(kNewer.begin(), kNewer.end(), permission) == kNewer.end();
}

bool is_never_written(std::string_view permission) {
  return permission == "models" || permission == "vulnerability-alerts";
}

PermissionLevel level_of(std::string_view text) {
  if (text == "write") {
    return PermissionLevel::kWrite;
  }
  return text == "read" ? PermissionLevel::kRead : PermissionLevel::kNone;
}

Permissions all(PermissionLevel level, const Dialect& dialect) {
  Permissions result;
  for (std::size_t index = 0; index < kNames.size(); ++index) {
    if (!dialect.has_newer_permissions && !is_older(kNames[index])) {
      continue;
    }
    result.levels[index] = is_never_written(kNames[index]) ? std::min(level, PermissionLevel::kRead) : level;
  }
  return result;
}

std::size_t index_of(std::string_view permission) {
  return static_cast<std::size_t>(std::find(kNames.begin(), kNames.end(), permission) - kNames.begin());
}

}  // namespace

std::string_view name(PermissionLevel level) {
  switch (level) {
    case PermissionLevel::kNone: return "none";
    case PermissionLevel::kRead: return "read";
    case PermissionLevel::kWrite: return "write";
  }
  return "none";
}

std::span<const std::string_view, kPermissionCount> permission_names() { return kNames; }

PermissionLevel Permissions::level(std::string_view permission) const {
  const std::size_t index = index_of(permission);
  return index < levels.size() ? levels[index] : PermissionLevel::kNone;
}

Permissions read_permissions(const Token& token, const Dialect& dialect) {
  if (token.kind == Token::Kind::kString) {
    return all(token.text == "write-all" ? PermissionLevel::kWrite : PermissionLevel::kRead, dialect);
  }
  Permissions result;
  for (const Member& member : token.members) {
    const std::size_t index = index_of(member.key.text);
    if (index < kNames.size()) {
      result.levels[index] = level_of(member.value.text);
    }
  }
  return result;
}

Permissions default_permissions(PermissionsPolicy policy, bool is_trusted, const Dialect& dialect) {
  switch (policy) {
    case PermissionsPolicy::kLimitedRead: {
      Permissions result;
      result.levels[index_of("contents")] = PermissionLevel::kRead;
      result.levels[index_of("packages")] = PermissionLevel::kRead;
      return result;
    }
    case PermissionsPolicy::kWrite: {
      Permissions result = all(PermissionLevel::kWrite, dialect);
      if (!is_trusted) {
        result.levels[index_of("id-token")] = PermissionLevel::kNone;
      }
      return result;
    }
  }
  return {};
}

std::optional<PermissionExcess> excess(const Permissions& requested, const Permissions& allowed) {
  PermissionExcess result;
  for (std::size_t index = 0; index < kNames.size(); ++index) {
    if (requested.levels[index] <= allowed.levels[index]) {
      continue;
    }
    const std::string_view separator = result.requested.empty() ? "" : ", ";
    result.requested += fmt::format("{}{}: {}", separator, kNames[index], name(requested.levels[index]));
    result.allowed += fmt::format("{}{}: {}", separator, kNames[index], name(allowed.levels[index]));
  }
  if (result.requested.empty()) {
    return std::nullopt;
  }
  return result;
}

}  // namespace ropewalk::workflow
