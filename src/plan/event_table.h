// The events that start workflows: where each one's ref comes from, its activity types, and how its payload is made.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/json.h"

namespace ropewalk::plan {

struct PayloadFacts;

/// Where `github.ref` and `github.sha` of an event come from
/// (docs.github.com, "Events that trigger workflows", columns GITHUB_SHA and GITHUB_REF).
enum class RefRule : std::uint8_t {
  kDefaultBranch,
  /// The payload's `ref`: what was pushed, or what was picked for a dispatch.
  kPushed,
  /// `refs/pull/N/merge`.
  kPullRequestMerge,
  /// The payload's `merge_group.head_ref`.
  kMergeGroup,
  /// `refs/tags/` and the release's tag.
  kReleaseTag,
  /// The payload's `deployment.ref`; empty when a commit is deployed.
  kDeployment,
  /// The branch or tag that was created (`ref` and `ref_type`).
  kCreated,
  /// The branch or tag that the package was published from.
  kPackage,
};

struct EventKind {
  std::string_view name;
  RefRule ref = RefRule::kDefaultBranch;
  /// The activity types, the one that a made payload takes first; empty where the event has none.
  std::span<const std::string_view> types;
  /// The types that count where a workflow names none; empty where all do.
  std::span<const std::string_view> default_types;
  /// Makes the members that only this event has.
  json::object (*make_payload)(const PayloadFacts& facts) = nullptr;
};

/// All events, sorted by name.
[[nodiscard]] std::span<const EventKind> all_events();

/// Null for a name that is no event.
[[nodiscard]] const EventKind* find_event(std::string_view name);

}  // namespace ropewalk::plan
