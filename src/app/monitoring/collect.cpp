#include "app/monitoring/collect.h"

#include "app/deploy/open_environment.h"
#include "deploy/metrics/metrics.h"

namespace ropewalk::app {
namespace {

using deploy::Exposition;
using deploy::Labels;
using deploy::MetricType;

constexpr std::size_t kAll = 1'000'000;
constexpr int kRuns = 2000;
const std::vector<double> kRunSeconds{1, 5, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200};

std::string version_of(const deploy::Store& store, std::int64_t number) {
  const auto deployment = store.deployment(number);
  return deployment && *deployment ? (*deployment)->version : "";
}

void add_edge(const KnownEnvironment& one, const deploy::Store& store, deploy::Edge& edge, Exposition& to) {
  const Labels place{{"service", one.service}, {"environment", one.name}};
  const auto servers = edge.servers();
  to.add("deploy_edge_up", MetricType::kGauge, "1 when the environment's proxy answers.", place, servers ? 1 : 0);
  for (const deploy::EdgeServer& server : servers ? *servers : std::vector<deploy::EdgeServer>()) {
    Labels labels = place;
    labels.emplace_back("version", version_of(store, server.number()));
    labels.emplace_back("instance_name", server.name);
    to.add("deploy_server_requests_total", MetricType::kCounter, "Requests that an instance has answered.", labels,
           static_cast<double>(server.answered));
    to.add("deploy_server_errors_total", MetricType::kCounter, "Of them, those with 5xx or without an answer.", labels,
           static_cast<double>(server.errors));
    to.add("deploy_server_requests_active", MetricType::kGauge, "Requests that it has now.", labels,
           static_cast<double>(server.current));
    to.add("deploy_server_weight", MetricType::kGauge, "Its share of the traffic; 0 while it gets none.", labels,
           server.is_ready ? server.weight : 0);
  }
}

std::string_view result_of(const record::RunFinished& finish) {
  switch (finish.conclusion) {
    case record::Conclusion::kSuccess: return "success";
    case record::Conclusion::kFailure: return "failure";
    case record::Conclusion::kCancelled: return "cancellation";
    case record::Conclusion::kSkipped: return "skip";
  }
  return "error";
}

}  // namespace

Result<void> add_deployments(const std::vector<KnownEnvironment>& environments, deploy::Stores& stores,
                             const deploy::Machine& machine, Exposition& exposition) {
  for (const KnownEnvironment& one : environments) {
    const auto open = open_environment(one.folder, stores, machine, nullptr);
    if (!open) {
      return fail(open.error());
    }
    const auto history = open->store->deployments(kAll);
    const auto journal = open->store->events(0, 0);
    const auto serves = deploy::serving(*open->store);
    if (!history || !journal || !serves) {
      return fail(!history ? history.error() : !journal ? journal.error() : serves.error());
    }
    if (!history->empty() && history->front().strategy == kJobStrategy) {
      continue;  // jobs of runs
    }
    deploy::add_metrics(*history, *journal, *serves, machine.clock.now(), exposition);
    add_edge(one, *open->store, *open->edge, exposition);
  }
  return {};
}

Result<void> add_runs(record::RunStore& runs, Exposition& exposition) {
  const auto all = runs.runs("", kRuns);
  if (!all) {
    return fail(all.error());
  }
  double active = 0;
  for (const record::RunSummary& run : *all) {
    if (!run.finish) {
      active += 1;
      continue;
    }
    const Labels name{{"cicd_pipeline_name", run.start.workflow_name}};
    Labels labels = name;
    labels.emplace_back("cicd_pipeline_result", result_of(*run.finish));
    exposition.observe("cicd_pipeline_run_duration_seconds", "Times of pipeline runs (the newest ones that are kept).",
                       kRunSeconds, labels, std::chrono::duration<double>(run.finish->duration).count());
    if (run.finish->conclusion == record::Conclusion::kFailure) {
      exposition.add("cicd_pipeline_run_errors_total", MetricType::kCounter, "Pipeline runs that failed.", name, 1);
    }
  }
  exposition.add("cicd_pipeline_run_active", MetricType::kGauge, "Pipeline runs that have no end yet.", {}, active);
  return {};
}

}  // namespace ropewalk::app
