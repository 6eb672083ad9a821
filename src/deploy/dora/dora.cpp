#include "deploy/dora/dora.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace ropewalk::deploy {
namespace {

double seconds_between(Time from, Time to) { return std::chrono::duration<double>(to - from).count(); }

/// Walks through a history in the order of what served.
class Walk {
 public:
  Walk(const Detections& detections, const DoraWindow& window) : detections_(detections), window_(window) {
    dora_.days = seconds_between(window.from, window.to) / 86'400;
  }

  void take(const Deployment& one) {
    if (!one.live) {
      exclude(one, "not_live");
      return;
    }
    if (one.kind == Kind::kRollback) {
      take_rollback(one);
      return;
    }
    const bool is_new = one.digest != serving_;
    if (is_new) {
      count(one);
    } else {
      exclude(one, "same_version");
    }
    const std::string before = serving_;
    serving_ = one.digest;
    if (one.outcome == Outcome::kRolledBack || one.outcome == Outcome::kFailed) {
      // It went back by itself.
      serving_ = before;
      if (is_new) {
        note_failure(one, name_of(one.reason));
        recover(one.number, detected(one.number, *one.live), one.ended);
      }
    }
  }

  Dora finish() {
    std::sort(dora_.excluded.begin(), dora_.excluded.end(),
              [](const ExcludedRow& left, const ExcludedRow& right) { return left.number < right.number; });
    return std::move(dora_);
  }

 private:
  [[nodiscard]] bool is_inside(Time time) const { return time >= window_.from && time < window_.to; }

  void exclude(const Deployment& one, std::string_view why) {
    if (is_inside(one.live.value_or(one.started))) {
      dora_.excluded.push_back({one.number, std::string(why)});
    }
  }

  [[nodiscard]] Time detected(std::int64_t number, Time otherwise) const {
    const auto found = detections_.find(number);
    return found == detections_.end() ? otherwise : found->second;
  }

  void count(const Deployment& one) {
    const bool is_rework = mends_;
    mends_ = false;
    counted_.emplace(one.number, one);
    for (const Deployment::Change& change : one.changes) {
      if (known_commits_.insert(change.commit).second && is_inside(*one.live)) {
        dora_.lead_times.push_back({one.number, change.commit, std::max(0.0, seconds_between(change.time, *one.live))});
      }
    }
    if (!is_inside(*one.live)) {
      dora_.excluded.push_back({one.number, "outside_window"});
      return;
    }
    dora_.deployments.push_back({one.number});
    if (one.misses_changes) {
      dora_.without_commits.push_back({one.number});
    }
    if (is_rework) {
      dora_.rework.push_back({one.number});
    }
  }

  void note_failure(const Deployment& one, std::string_view how) {
    mends_ = true;
    if (is_counted(one.number) && !is_failed(one.number)) {
      dora_.failures.push_back({one.number, "", 0, std::string(how)});
    }
  }

  void recover(std::int64_t number, Time detected, std::optional<Time> restored) {
    if (restored && is_failed(number) && !is_recovered(number)) {
      dora_.recoveries.push_back({number, "", std::max(0.0, seconds_between(detected, *restored))});
    }
  }

  void take_rollback(const Deployment& one) {
    exclude(one, "rollback");
    // What it takes back is what ran before it.
    if (const auto bad = counted_.find(one.previous); bad != counted_.end()) {
      note_failure(bad->second, "by_hand");
      recover(one.previous, detected(one.previous, one.started), one.live);
    }
    serving_ = one.digest;
  }

  [[nodiscard]] static bool has(const std::vector<DoraRow>& rows, std::int64_t number) {
    return std::any_of(rows.begin(), rows.end(), [&](const DoraRow& row) { return row.number == number; });
  }
  [[nodiscard]] bool is_counted(std::int64_t number) const { return has(dora_.deployments, number); }
  [[nodiscard]] bool is_failed(std::int64_t number) const { return has(dora_.failures, number); }
  [[nodiscard]] bool is_recovered(std::int64_t number) const { return has(dora_.recoveries, number); }

  const Detections& detections_;
  DoraWindow window_;
  Dora dora_;
  std::string serving_;
  /// A change has failed, and nothing new came since.
  bool mends_ = false;
  std::set<std::string> known_commits_;
  /// The deployments, outside of the window too.
  std::map<std::int64_t, Deployment> counted_;
};

std::vector<double> sorted_seconds(const std::vector<DoraRow>& rows) {
  std::vector<double> all;
  for (const DoraRow& row : rows) {
    all.push_back(row.seconds);
  }
  std::sort(all.begin(), all.end());
  return all;
}

json::array rows_json(const std::vector<DoraRow>& rows, bool has_seconds) {
  json::array all;
  for (const DoraRow& row : rows) {
    json::object object{{"number", row.number}};
    if (!row.commit.empty()) {
      object["commit"] = row.commit;
    }
    if (has_seconds) {
      object["seconds"] = row.seconds;
    }
    if (!row.text.empty()) {
      object["how"] = row.text;
    }
    all.push_back(std::move(object));
  }
  return all;
}

json::value number_or_null(const std::optional<double>& number) {
  return number ? json::value(*number) : json::value(nullptr);
}

}  // namespace

double Dora::frequency() const { return days > 0 ? static_cast<double>(deployments.size()) / days : 0; }

std::optional<double> Dora::change_failure_rate() const {
  return deployments.empty()
             ? std::nullopt
             : std::optional(static_cast<double>(failures.size()) / static_cast<double>(deployments.size()));
}

std::optional<double> Dora::rework_rate() const {
  return deployments.empty()
             ? std::nullopt
             : std::optional(static_cast<double>(rework.size()) / static_cast<double>(deployments.size()));
}

Detections detections_in(const std::vector<Event>& journal) {
  Detections detections;
  for (const Event& event : journal) {
    if (event.decision && event.decision->verdict == Verdict::kRollBack) {
      detections.emplace(event.number, event.time);
    }
  }
  return detections;
}

Dora dora_of(std::vector<Deployment> history, const Detections& detections, const DoraWindow& window) {
  std::sort(history.begin(), history.end(), [](const Deployment& left, const Deployment& right) {
    const Time left_time = left.live.value_or(left.started);
    const Time right_time = right.live.value_or(right.started);
    return left_time != right_time ? left_time < right_time : left.number < right.number;
  });
  Walk walk(detections, window);
  for (const Deployment& one : history) {
    walk.take(one);
  }
  return walk.finish();
}

std::optional<double> median(const std::vector<DoraRow>& rows) {
  const std::vector<double> all = sorted_seconds(rows);
  if (all.empty()) {
    return std::nullopt;
  }
  const std::size_t middle = all.size() / 2;
  return all.size() % 2 == 1 ? all[middle] : (all[middle - 1] + all[middle]) / 2;
}

std::optional<double> ninetieth(const std::vector<DoraRow>& rows) {
  const std::vector<double> all = sorted_seconds(rows);
  if (all.empty()) {
    return std::nullopt;
  }
  return all[(all.size() * 9 + 9) / 10 - 1];
}

json::object to_json(const Dora& dora) {
  json::array excluded;
  for (const ExcludedRow& row : dora.excluded) {
    excluded.push_back(json::object{{"number", row.number}, {"why", row.why}});
  }
  return {{"days", dora.days},
          {"deployment_frequency", json::object{{"per_day", dora.frequency()},
                                                {"deployments", dora.deployments.size()},
                                                {"rows", rows_json(dora.deployments, false)}}},
          {"lead_time", json::object{{"median_seconds", number_or_null(median(dora.lead_times))},
                                     {"p90_seconds", number_or_null(ninetieth(dora.lead_times))},
                                     {"commits", dora.lead_times.size()},
                                     {"unknown", rows_json(dora.without_commits, false)},
                                     {"rows", rows_json(dora.lead_times, true)}}},
          {"change_failure_rate", json::object{{"rate", number_or_null(dora.change_failure_rate())},
                                               {"failed", dora.failures.size()},
                                               {"deployments", dora.deployments.size()},
                                               {"rows", rows_json(dora.failures, false)}}},
          {"recovery_time", json::object{{"median_seconds", number_or_null(median(dora.recoveries))},
                                         {"recovered", dora.recoveries.size()},
                                         {"failed", dora.failures.size()},
                                         {"rows", rows_json(dora.recoveries, true)}}},
          {"rework_rate", json::object{{"rate", number_or_null(dora.rework_rate())},
                                       {"rework", dora.rework.size()},
                                       {"deployments", dora.deployments.size()},
                                       {"rows", rows_json(dora.rework, false)}}},
          {"excluded", std::move(excluded)}};
}

}  // namespace ropewalk::deploy
