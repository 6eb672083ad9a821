// What a job's token may do, as numbers that can be compared.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "workflow/reader.h"
#include "workflow/token.h"

namespace ropewalk::workflow {

enum class PermissionLevel : std::uint8_t { kNone, kRead, kWrite };

[[nodiscard]] std::string_view name(PermissionLevel level);

constexpr std::size_t kPermissionCount = 20;

/// The names of all permissions, in the order in which GitHub's messages list them.
[[nodiscard]] std::span<const std::string_view, kPermissionCount> permission_names();

/// One level for each permission. What a `permissions:` does not name is none.
struct Permissions {
  std::array<PermissionLevel, kPermissionCount> levels = {};

  /// The level of a permission by name; none for a name that is no permission.
  [[nodiscard]] PermissionLevel level(std::string_view permission) const;
  friend bool operator==(const Permissions&, const Permissions&) = default;
};

/// Reads a `permissions:` that the schema has accepted. `read-all` and `write-all` give every permission as much of
/// that as it knows: `models` is never written. In a dialect without the newer ones only thirteen permissions exist.
[[nodiscard]] Permissions read_permissions(const Token& token, const Dialect& dialect = {});

/// What a called workflow has when its caller states no permissions (GitHub: PermissionsHelper.cs). `is_trusted` tells
/// that the called workflow is of the same owner; only then `write` gives it `id-token`.
[[nodiscard]] Permissions default_permissions(PermissionsPolicy policy, bool is_trusted, const Dialect& dialect = {});

/// What is asked for beyond what is allowed, as GitHub's message lists both: `actions: write` and `actions: read`.
struct PermissionExcess {
  std::string requested;
  std::string allowed;
};
[[nodiscard]] std::optional<PermissionExcess> excess(const Permissions& requested, const Permissions& allowed);

}  // namespace ropewalk::workflow
