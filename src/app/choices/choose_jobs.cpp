#include "app/choices/choose_jobs.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "base/strings.h"
#include "report/plan_view.h"

namespace ropewalk::app {
namespace {

/// A leg under its names: as a run shows it, and as its job's key with the values behind it.
struct LegNames {
  std::string shown;
  std::string by_key;
};

std::vector<LegNames> names_of(const plan::PlannedJob& job, const std::vector<report::LegView>& views) {
  std::vector<LegNames> names;
  for (std::size_t i = 0; i < views.size(); ++i) {
    const bool has_label = job.strategy && i < job.strategy->legs.size() && !job.strategy->legs[i].label.empty();
    names.push_back({.shown = views[i].name,
                     .by_key = has_label ? fmt::format("{} ({})", job.id, job.strategy->legs[i].label) : job.id});
  }
  return names;
}

using OnJob = std::function<void(const plan::PlannedRun&, const plan::PlannedJob&, const std::vector<LegNames>&)>;

void for_each_job(const plan::Plan& plan, const OnJob& visit) {
  for (const plan::PlannedRun& run : plan.runs) {
    if (run.refusal) {
      continue;
    }
    const report::RunView view(plan, run);
    for (const plan::PlannedJob& job : run.root.jobs) {
      visit(run, job, names_of(job, view.legs_of(run.root, job)));
    }
  }
}

bool is_name_of(const LegNames& names, std::string_view word) {
  return equals_ignoring_case(names.shown, word) || equals_ignoring_case(names.by_key, word);
}

/// Whether `word` is the name that the legs share, without their values: `Unit tests` of `Unit tests (3.12)`.
bool is_shared_name(const std::vector<LegNames>& legs, std::string_view word) {
  return !word.empty() && std::ranges::all_of(legs, [&](const LegNames& leg) {
    return leg.shown.size() > word.size() && equals_ignoring_case(leg.shown.substr(0, word.size()), word) &&
           leg.shown.substr(word.size()).starts_with(" (");
  });
}

}  // namespace

std::vector<MeantJob> jobs_called(const plan::Plan& plan, const std::string& word) {
  std::vector<MeantJob> meant;
  for_each_job(plan, [&](const auto& run, const auto& job, const auto& legs) {
    const auto leg = std::ranges::find_if(legs, [&](const LegNames& names) { return is_name_of(names, word); });
    const bool has_legs = job.strategy && job.strategy->has_matrix;
    if (leg != legs.end()) {
      meant.push_back({run.path, job.id, has_legs ? leg->shown : ""});
    } else if (has_legs && is_shared_name(legs, word)) {
      meant.push_back({run.path, job.id});
    }
  });
  return meant;
}

std::vector<std::string> leg_names(const plan::Plan& plan) {
  std::vector<std::string> names;
  for_each_job(plan, [&](const auto&, const auto& job, const auto& legs) {
    for (const LegNames& leg : legs) {
      if (!equals_ignoring_case(leg.shown, job.id)) {
        names.push_back(leg.shown);
      }
    }
  });
  return names;
}

void keep_legs(plan::Plan& plan, const std::vector<MeantJob>& meant) {
  for (plan::PlannedRun& run : plan.runs) {
    if (run.refusal) {
      continue;
    }
    const report::RunView view(plan, run);
    for (plan::PlannedJob& job : run.root.jobs) {
      const auto is_this = [&](const MeantJob& one) { return one.workflow_path == run.path && one.id == job.id; };
      const bool is_whole =
          std::ranges::none_of(meant, is_this) ||
          std::ranges::any_of(meant, [&](const MeantJob& one) { return is_this(one) && one.leg.empty(); });
      if (!job.strategy || is_whole) {
        continue;
      }
      const std::vector<report::LegView> views = view.legs_of(run.root, job);
      std::vector<plan::Leg> kept;
      for (std::size_t i = 0; i < job.strategy->legs.size() && i < views.size(); ++i) {
        if (std::ranges::any_of(meant, [&](const MeantJob& one) { return is_this(one) && one.leg == views[i].name; })) {
          kept.push_back(std::move(job.strategy->legs[i]));
        }
      }
      job.strategy->legs = std::move(kept);
    }
  }
}

}  // namespace ropewalk::app
