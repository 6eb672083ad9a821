#include "plan/job_graph.h"

#include <algorithm>

#include "base/strings.h"

namespace ropewalk::plan {
namespace {

std::size_t position_of(const workflow::Workflow& workflow, std::string_view id) {
  const auto found =
      std::ranges::find_if(workflow.jobs, [&](const workflow::Job& job) { return equals_ignoring_case(job.id, id); });
  return static_cast<std::size_t>(found - workflow.jobs.begin());
}

}  // namespace

std::vector<std::vector<std::size_t>> resolve_needs(const workflow::Workflow& workflow) {
  std::vector<std::vector<std::size_t>> result(workflow.jobs.size());
  for (std::size_t i = 0; i < workflow.jobs.size(); ++i) {
    for (const workflow::Need& need : workflow.jobs[i].needs) {
      const std::size_t needed = position_of(workflow, need.job);
      if (needed < workflow.jobs.size()) {
        result[i].push_back(needed);
      }
    }
  }
  return result;
}

std::vector<bool> select_jobs(const workflow::Workflow& workflow, const std::vector<std::vector<std::size_t>>& needs,
                              const std::vector<std::string>& names) {
  std::vector<bool> selected(workflow.jobs.size(), names.empty());
  std::vector<std::size_t> open;
  for (const std::string& name : names) {
    const std::size_t position = position_of(workflow, name);
    if (position < workflow.jobs.size()) {
      open.push_back(position);
    }
  }
  while (!open.empty()) {
    const std::size_t job = open.back();
    open.pop_back();
    if (selected[job]) {
      continue;
    }
    selected[job] = true;
    open.insert(open.end(), needs[job].begin(), needs[job].end());
  }
  return selected;
}

bool has_job(const workflow::Workflow& workflow, const std::string& name) {
  return position_of(workflow, name) < workflow.jobs.size();
}

}  // namespace ropewalk::plan
