// Jobs leave as soon as nothing holds them; whoever is left over waits for an unknown job or in a circle.
#include "workflow/convert/needs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <unordered_map>

#include "expr/ordinal.h"

namespace ropewalk::workflow {
namespace {

struct Hash {
  std::size_t operator()(std::string_view id) const { return expr::ordinal_hash(id); }
};
struct Equal {
  bool operator()(std::string_view a, std::string_view b) const { return expr::ordinal_equal(a, b); }
};

/// A longer way helps nobody.
constexpr std::size_t kLongestCircle = 12;
constexpr std::size_t kUnknown = static_cast<std::size_t>(-1);

class NeedsGraph {
 public:
  explicit NeedsGraph(const std::vector<Job>& jobs);
  /// Lets every job leave that can; answers how many could at once.
  std::size_t run();
  void report(Conversion& conversion, std::uint16_t file) const;
  [[nodiscard]] std::string any_circle() const;

 private:
  [[nodiscard]] std::size_t find(std::string_view id) const;
  [[nodiscard]] std::string circle_through(std::size_t first) const;

  const std::vector<Job>& jobs_;
  std::unordered_map<std::string_view, std::size_t, Hash, Equal> indexes_;
  std::vector<std::size_t> waiting_;
  std::vector<std::vector<std::size_t>> dependents_;
  std::vector<bool> has_left_;
};

NeedsGraph::NeedsGraph(const std::vector<Job>& jobs)
    : jobs_(jobs), waiting_(jobs.size()), dependents_(jobs.size()), has_left_(jobs.size()) {
  for (std::size_t index = 0; index < jobs.size(); ++index) {
    indexes_.emplace(jobs[index].id, index);
  }
  for (std::size_t index = 0; index < jobs.size(); ++index) {
    waiting_[index] = jobs[index].needs.size();
    for (const Need& need : jobs[index].needs) {
      if (const std::size_t target = find(need.job); target != kUnknown) {
        dependents_[target].push_back(index);
      }
    }
  }
}

std::size_t NeedsGraph::find(std::string_view id) const {
  const auto found = indexes_.find(id);
  return found == indexes_.end() ? kUnknown : found->second;
}

std::size_t NeedsGraph::run() {
  std::vector<std::size_t> ready;
  for (std::size_t index = 0; index < jobs_.size(); ++index) {
    if (waiting_[index] == 0) {
      ready.push_back(index);
    }
  }
  const std::size_t at_once = ready.size();
  while (!ready.empty()) {
    const std::size_t index = ready.back();
    ready.pop_back();
    has_left_[index] = true;
    for (const std::size_t dependent : dependents_[index]) {
      if (--waiting_[dependent] == 0) {
        ready.push_back(dependent);
      }
    }
  }
  return at_once;
}

/// A shortest way along the needs from a job back to it: `a needs b needs a`; empty where there is none.
std::string NeedsGraph::circle_through(std::size_t first) const {
  std::vector<std::size_t> came_from(jobs_.size(), kUnknown);
  std::vector<std::size_t> open{first};
  for (std::size_t next = 0; next < open.size() && came_from[first] == kUnknown; ++next) {
    for (const Need& need : jobs_[open[next]].needs) {
      const std::size_t target = find(need.job);
      if (target != kUnknown && came_from[target] == kUnknown) {
        came_from[target] = open[next];
        open.push_back(target);
      }
    }
  }
  if (came_from[first] == kUnknown) {
    return {};
  }
  std::vector<std::string_view> way{jobs_[first].id};
  for (std::size_t job = came_from[first]; job != first && way.size() <= kLongestCircle; job = came_from[job]) {
    way.push_back(jobs_[job].id);
  }
  way.push_back(jobs_[first].id);
  std::reverse(way.begin(), way.end());
  return way.size() > kLongestCircle ? std::string() : fmt::format("The circle: {}.", fmt::join(way, " needs "));
}

/// The circle of the first job that stands in one.
std::string NeedsGraph::any_circle() const {
  constexpr std::size_t kMostTries = 100;
  for (std::size_t index = 0; index < std::min(jobs_.size(), kMostTries); ++index) {
    if (std::string circle = circle_through(index); !circle.empty()) {
      return circle;
    }
  }
  return {};
}

void NeedsGraph::report(Conversion& conversion, std::uint16_t file) const {
  for (std::size_t index = 0; index < jobs_.size(); ++index) {
    if (has_left_[index]) {
      continue;
    }
    for (const Need& need : jobs_[index].needs) {
      const std::size_t target = find(need.job);
      if (target != kUnknown && has_left_[target]) {
        continue;
      }
      Token place;
      place.file = file;
      place.span = need.span;
      if (target != kUnknown) {
        conversion.state.error_at(
            place,
            fmt::format("Job '{}' depends on job '{}' which creates a cycle in the dependency graph.", jobs_[index].id,
                        need.job),
            conversion.state.problems.size() < kReportedProblems ? circle_through(index) : std::string());
        continue;
      }
      std::vector<std::string_view> ids;
      for (const Job& job : jobs_) {
        ids.push_back(job.id);
      }
      conversion.state.error_at(place, fmt::format("Job '{}' depends on unknown job '{}'.", jobs_[index].id, need.job),
                                conversion.state.did_you_mean(need.job, ids));
    }
  }
}

}  // namespace

void check_needs(Conversion& conversion, const Token& jobs, const std::vector<Job>& converted) {
  const bool has_needs =
      std::any_of(converted.begin(), converted.end(), [](const Job& job) { return !job.needs.empty(); });
  if (!has_needs && !converted.empty()) {
    return;
  }
  NeedsGraph graph(converted);
  if (graph.run() == 0) {
    conversion.state.error_at(jobs, "The workflow must contain at least one job with no dependencies.",
                              graph.any_circle());
    return;
  }
  graph.report(conversion, jobs.file);
}

}  // namespace ropewalk::workflow
