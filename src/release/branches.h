// What a branch may release: full versions, pre-releases of a channel, versions within a range, or nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "release/version.h"

namespace ropewalk::release {

/// `1.x` is from 1.0.0 to below 2.0.0, `1.2.x` from 1.2.0 to below 1.3.0.
struct Range {
  std::uint64_t major = 0;
  std::optional<std::uint64_t> minor;

  [[nodiscard]] bool contains(const Version& version) const;
  /// `from 1.0.0 to below 2.0.0`.
  [[nodiscard]] std::string text() const;
};

/// Reads `1.x`, `1.2.x`, `1.x.x`, as the last part of a branch's name and with a `v` in front; nothing for others.
[[nodiscard]] std::optional<Range> read_range(std::string_view branch);

enum class NameKind { kExact, kPattern, kRegex };

struct BranchRule {
  NameKind kind = NameKind::kExact;
  std::string name;
  bool is_prerelease = false;
  std::string token = {};
  std::optional<Range> range = {};
  /// Nobody wrote it: the other tool goes by it where nothing is written.
  bool is_usual = false;
};

struct Role {
  bool releases = true;
  bool is_prerelease = false;
  std::string token = {};
  std::optional<Range> range = {};
};

/// What is known of the repository's branches besides the one that is looked at.
struct BranchFacts {
  std::string name;
  /// Of the remote; may be empty.
  std::string default_branch = {};
  bool has_main = false;
};

/// By the first rule that the name meets; without any rules by the usual names: main and master, next and next-major
/// release, alpha, beta and rc are channels, `1.x` and `1.2.x` are ranges, and where there is neither main nor master
/// every branch releases. Errors: kUsage for a pattern that cannot be read.
/// With `has_usual`, a branch that no rule names has the role that it has without any.
[[nodiscard]] Result<Role> role_of(const BranchFacts& branch, const std::vector<BranchRule>& rules, bool has_usual);

}  // namespace ropewalk::release
