// Read from the tags of github.com/actions/checkout: src/ref-helper.ts (getRefSpec), src/git-command-manager.ts
// (fetch), action.yml, and for v1 the runner's own plugin (RepositoryPlugin, GitSourceProvider).
#include "actions/builtin/checkout/rules.h"

#include <array>
#include <charconv>
#include <limits>
#include <optional>

namespace ropewalk::actions::builtin {
namespace {

using Version = std::array<int, 3>;

/// CHANGELOG.md, v6.0.2: "preserve annotations and explicit fetch-tags".
constexpr Version kFirstThatKeepsTags{6, 0, 2};

/// What is left out counts as the newest.
std::optional<Version> read_version(std::string_view text) {
  if (text.starts_with('v')) {
    text.remove_prefix(1);
  }
  Version version;
  version.fill(std::numeric_limits<int>::max());
  for (int& part : version) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), part);
    // No version is that high: digits of a commit.
    if (error != std::errc() || part > 999) {
      return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (text.empty()) {
      return version;
    }
    if (text.front() != '.') {
      // A pre-release: `v2-beta`.
      return text.front() == '-' ? std::optional(version) : std::nullopt;
    }
    text.remove_prefix(1);
  }
  return std::nullopt;
}

}  // namespace

CheckoutRules checkout_rules(std::string_view ref) {
  CheckoutRules rules;
  const std::optional<Version> version = read_version(ref);
  if (!version) {
    return rules;
  }
  if (version->front() <= 1) {
    rules.default_depth = 0;
    rules.makes_branches = false;
  }
  rules.keeps_tags = *version >= kFirstThatKeepsTags;
  rules.fetches_all_tags = rules.keeps_tags;
  return rules;
}

}  // namespace ropewalk::actions::builtin
