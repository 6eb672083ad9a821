// What git says of the sources that an image is built from: its labels, its tags and its time come from it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/place.h"
#include "image/manifest.h"
#include "ports/environment.h"

namespace ropewalk::app {

struct SourceFacts {
  /// Empty outside of a repository, or before its first commit.
  std::string commit;
  /// Seconds since 1970, and RFC 3339 in UTC.
  std::int64_t time = 0;
  std::string created;
  /// `https://github.com/acme/parcels`; empty when it is not known.
  std::string url;
  /// `refs/heads/main`, `refs/tags/v1.2.3`, `refs/pull/5/merge`; empty for a detached HEAD.
  std::string ref;
  /// Tags at the commit.
  std::vector<std::string> tags;
};

/// The time is SOURCE_DATE_EPOCH where the environment has it, else the commit's, else `fallback_time`.
/// Errors: kUsage for a SOURCE_DATE_EPOCH that is no number.
[[nodiscard]] Result<SourceFacts> source_facts(const Place& place, const ports::Environment& environment,
                                               std::int64_t fallback_time);

/// Labels of the OCI image specification that follow from the facts: created, revision, source, version.
[[nodiscard]] image::Annotations labels_of(const SourceFacts& facts);

/// The tags that a build of this ref gets: the branch, `pr-N`, the parts of a SemVer tag, `sha-` and seven digits;
/// `latest` only when it is asked for.
[[nodiscard]] std::vector<std::string> tags_of(const SourceFacts& facts, bool with_latest);

}  // namespace ropewalk::app
