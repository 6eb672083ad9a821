// The plan of a release: what each commit since the last one asks for, and the version that follows from it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "release/branches.h"
#include "release/history.h"
#include "release/message.h"
#include "release/settings.h"
#include "release/tags.h"
#include "release/version.h"

namespace ropewalk::release {

/// One change that a commit makes known: its own, or one of the list of a squashed commit.
struct Note {
  Header header;
  Level level = Level::kNone;
  std::optional<std::string> breaking;
};

/// A commit with its reading.
struct ReadCommit {
  Commit commit;
  /// Empty for a commit that is not of the convention.
  std::string type = {};
  std::string scope = {};
  bool is_breaking = false;
  Level level = Level::kNone;
  std::string why = {};
  /// What of it belongs into release notes; empty for one that is taken back.
  std::vector<Note> notes = {};
};

struct Plan {
  std::string branch;
  std::optional<Version> previous;
  /// The tag of the previous version; empty when there is none.
  std::string previous_tag = {};
  std::optional<Version> version = {};
  std::string python_version = {};
  Level level = Level::kNone;
  std::string tag = {};
  std::string reason = {};
  std::vector<ReadCommit> commits = {};
  /// Nothing is released, or less, although something was merged that looks as if it should be.
  std::vector<std::string> alarms = {};
  std::vector<std::string> warnings = {};
};

struct PlanInput {
  BranchFacts branch;
  const Settings& settings;
  /// All version tags, the highest first.
  std::vector<VersionTag> tags;
  TagStyle usual_style;
  /// The version that the project's files have, and where; empty when none.
  std::string file_version;
  std::string file_name;
  bool has_history = true;
};

/// What the plan needs of the history.
struct HistoryPort {
  /// Commits since a tag or commit (empty: all), a child before its parents.
  std::function<Result<std::vector<Commit>>(const std::string& since)> commits;
  std::function<Result<Whereabouts>(const std::string& hash)> find;
};

/// Errors: kUsage for a taken tag, a version outside of the branch's range, settings that make no sense; those of the
/// history.
[[nodiscard]] Result<Plan> make_plan(const PlanInput& input, const HistoryPort& history);

/// Reads commits (a child before its parents): what each asks for, with those that are taken back. `alarms` and
/// `warnings` are added to.
[[nodiscard]] Result<std::vector<ReadCommit>> read_commits(const std::vector<Commit>& commits, const Settings& settings,
                                                           const HistoryPort& history, Plan& plan);

/// schemas/release-plan.schema.json.
[[nodiscard]] json::object to_json(const Plan& plan);

}  // namespace ropewalk::release
