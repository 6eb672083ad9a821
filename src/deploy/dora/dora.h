// The five keys of DORA, from an environment's history: each number with the rows that it was made of, and the rows
// that it leaves out and why.
//
// A deployment is the first moment at which a version that did not serve before has all of the traffic. A rollback is
// none, nor is the same version again. A change has failed when it was taken back after it had served: by itself, or by
// the next rollback. Recovery counts from when that was found out to when a good version had all of the traffic again.
// A deployment is rework when it is the first one after a change that failed.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "deploy/record.h"

namespace ropewalk::deploy {

/// From `from` on, `to` not included.
struct DoraWindow {
  Time from;
  Time to;
};

/// One row of a key: a deployment, for lead times also a commit, and its own figure in seconds where the key has one.
struct DoraRow {
  std::int64_t number = 0;
  std::string commit = {};
  double seconds = 0;
  /// What else is to say: how it failed.
  std::string text = {};
};

struct ExcludedRow {
  std::int64_t number = 0;
  /// `not_live`, `rollback`, `same_version`, `outside_window`.
  std::string why;
};

struct Dora {
  double days = 0;
  /// The deployments; their number by `days` is the frequency.
  std::vector<DoraRow> deployments = {};
  std::vector<ExcludedRow> excluded = {};
  /// Of each commit that reached the environment for the first time.
  std::vector<DoraRow> lead_times = {};
  /// Of the deployments, those whose commits are not known.
  std::vector<DoraRow> without_commits = {};
  /// Of the deployments, those that failed.
  std::vector<DoraRow> failures = {};
  /// Of the failures that were recovered from.
  std::vector<DoraRow> recoveries = {};
  /// Of the deployments, those that mended one that failed.
  std::vector<DoraRow> rework = {};

  [[nodiscard]] double frequency() const;
  /// Nothing without rows.
  [[nodiscard]] std::optional<double> change_failure_rate() const;
  [[nodiscard]] std::optional<double> rework_rate() const;
};

/// When it was found out that a deployment had failed, by its number: the first decision to roll it back.
using Detections = std::map<std::int64_t, Time>;
[[nodiscard]] Detections detections_in(const std::vector<Event>& journal);

/// `history` is one environment's, whole and in any order: what came before the window decides what is new in it.
[[nodiscard]] Dora dora_of(std::vector<Deployment> history, const Detections& detections, const DoraWindow& window);

/// The middle one of the rows' seconds, or the mean of the two in the middle; nothing without rows.
[[nodiscard]] std::optional<double> median(const std::vector<DoraRow>& rows);
/// The least of them that is at least as long as nine tenths of all.
[[nodiscard]] std::optional<double> ninetieth(const std::vector<DoraRow>& rows);

/// schemas/dora.schema.json.
[[nodiscard]] json::object to_json(const Dora& dora);

}  // namespace ropewalk::deploy
