// Refs as files: loose ones, packed ones, symbolic ones (gitrepository-layout(5), git-pack-refs(1)).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "git/git_folder.h"
#include "ports/repository.h"

namespace ropewalk::git {

class Refs {
 public:
  /// Both outlive it.
  Refs(const ports::Files& files, const GitFolder& folder) : files_(files), folder_(folder) {}

  /// What a symbolic ref (`HEAD`, `refs/remotes/origin/HEAD`) points to; empty when it is none.
  [[nodiscard]] std::string target(std::string_view name) const;
  /// The object id that a full ref name stands for, through symbolic refs; nothing when there is no such ref.
  [[nodiscard]] std::optional<std::string> read(std::string_view name) const;
  /// All that are kept below `refs/`, sorted by name; symbolic ones are left out.
  [[nodiscard]] std::vector<ports::Ref> all() const;
  [[nodiscard]] bool has_tags() const;
  /// True when the refs are kept otherwise (the reftable format): only the git program can read them then.
  [[nodiscard]] bool are_foreign() const;

 private:
  [[nodiscard]] std::string raw(std::string_view name) const;
  [[nodiscard]] std::optional<std::string> packed(std::string_view name) const;

  const ports::Files& files_;
  const GitFolder& folder_;
};

/// True for 40 (SHA-1) or 64 (SHA-256) lower-case hexadecimal digits.
[[nodiscard]] bool is_object_id(std::string_view text);

/// True when `refs/heads/<name>` is a well-formed ref (git-check-ref-format(1)); no other name may become a path.
[[nodiscard]] bool is_branch_name(std::string_view name);

}  // namespace ropewalk::git
