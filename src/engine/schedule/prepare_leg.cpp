#include "engine/schedule/prepare_leg.h"

#include <fmt/format.h>

#include "engine/evaluate.h"
#include "engine/schedule/job_scope.h"
#include "engine/schedule/runs_on.h"
#include "plan/concurrency.h"
#include "plan/job_environment.h"
#include "plan/strategy.h"

namespace ropewalk::engine {
namespace {

using record::Conclusion;

constexpr std::chrono::minutes kTimeout{360};
constexpr std::chrono::minutes kCancelTimeout{5};

PreparedLeg ended(Conclusion conclusion, std::string reason, bool is_incomplete = false) {
  return {.ended =
              JobResult{
                  .conclusion = conclusion, .reason = std::move(reason), .is_incomplete = is_incomplete, .outputs = {}},
          .concurrency = {}};
}

PreparedLeg failed(const Error& error) { return ended(Conclusion::kFailure, error.message); }
/// An error of planning's evaluation, which keeps its place apart, in GitHub's words.
PreparedLeg failed_key(std::string_view key, const JobNode& node, const Error& error) {
  return ended(Conclusion::kFailure, fmt::format("Error when evaluating '{}' for job '{}'. {}", key, node.planned->id,
                                                 placed_message(error)));
}
PreparedLeg incomplete(std::string reason) { return ended(Conclusion::kSkipped, std::move(reason), true); }

/// A container is asked for when it evaluates to an image.
Result<bool> wants_container(const workflow::Job& job, const SourceFilePtr& file, const expr::Scope& scope) {
  auto container = evaluate_value({job.container, file}, scope);
  if (!container) {
    return fail(std::move(container.error()));
  }
  if (container->kind() != expr::Kind::kObject) {
    return !container->to_text().empty();
  }
  const expr::Value* image = container->object().find("image");
  return image != nullptr && !image->to_text().empty();
}

/// Services whose image is empty are not started, on GitHub either.
Result<bool> wants_services(const workflow::Job& job, const SourceFilePtr& file, const expr::Scope& scope) {
  auto services = evaluate_value({job.services, file}, scope);
  if (!services) {
    return fail(std::move(services.error()));
  }
  if (services->kind() != expr::Kind::kObject) {
    return false;
  }
  for (const auto& [name, service] : services->object().members()) {
    const expr::Value* image = service.kind() == expr::Kind::kObject ? service.object().find("image") : &service;
    if (image != nullptr && !image->to_text().empty()) {
      return true;
    }
  }
  return false;
}

Result<PlaceNeeds> needs_of_place(const workflow::Job& job, const SourceFilePtr& file, const expr::Scope& scope) {
  auto container = wants_container(job, file, scope);
  if (!container) {
    return fail(std::move(container.error()));
  }
  auto services = wants_services(job, file, scope);
  if (!services) {
    return fail(std::move(services.error()));
  }
  return PlaceNeeds{.container = *container, .services = *services};
}

/// The name of the job's environment; empty without one.
Result<std::string> environment_of(const workflow::Job& job, const SourceFilePtr& file, const expr::Scope& scope) {
  const workflow::Token* name = plan::environment_name(job);
  return name == nullptr ? std::string() : evaluate_text({name, file}, scope);
}

Result<void> fill_request(Leg& leg, const expr::Scope& scope) {
  const JobNode& node = *leg.node;
  const WorkflowGraph& graph = *node.graph;
  const SourceFilePtr& file = graph.planned->workflow->file;
  auto timeout = evaluate_minutes({node.planned->job->timeout_minutes, file}, scope);
  if (!timeout) {
    return fail(std::move(timeout.error()));
  }
  auto cancel_timeout = evaluate_minutes({node.planned->job->cancel_timeout_minutes, file}, scope);
  if (!cancel_timeout) {
    return fail(std::move(cancel_timeout.error()));
  }
  auto may_fail = evaluate_boolean({node.planned->job->continue_on_error, file}, scope, false);
  if (!may_fail) {
    return fail(std::move(may_fail.error()));
  }
  leg.may_fail = *may_fail;
  auto environment = environment_of(*node.planned->job, file, scope);
  if (!environment) {
    return fail(std::move(environment.error()));
  }
  leg.environment = std::move(*environment);
  EnvironmentTexts texts = texts_in_environment(*graph.run, graph.secrets, leg.environment);
  leg.request = {.id = leg.id,
                 .name = leg.name,
                 .workflow = graph.planned->workflow.get(),
                 .job = node.planned->job,
                 .permissions = node.planned->permissions,
                 .inputs = graph.inputs,
                 .needs = needs_context(node),
                 .strategy = plan::strategy_context(*node.strategy, leg.planned),
                 .matrix = leg.planned.matrix,
                 .variables = std::move(texts.variables),
                 .secrets = std::move(texts.secrets),
                 .folder = {},
                 .backend = nullptr,
                 .needs_of_place = {},
                 .timeout = timeout->value_or(kTimeout),
                 .cancel_timeout = cancel_timeout->value_or(kCancelTimeout)};
  return {};
}

}  // namespace

PreparedLeg prepare_leg(Leg& leg) {
  const JobNode& node = *leg.node;
  const RunContext& run = *node.graph->run;
  const workflow::Job& job = *node.planned->job;
  const SourceFilePtr& file = node.graph->planned->workflow->file;
  const JobScope scope(node, &leg);
  if (auto filled = fill_request(leg, scope); !filled) {
    return failed(filled.error());
  }
  const auto labels = plan::runs_on_labels(*job.runs_on, file, scope);
  if (!labels) {
    return failed_key("runs-on", node, labels.error());
  }
  const RunsOnDecision decision = decide_runs_on(*labels, run.options, run.ports.machine);
  switch (decision.answer) {
    case RunsOnAnswer::kSkip: return ended(Conclusion::kSkipped, decision.reason);
    case RunsOnAnswer::kNowhere: return incomplete(decision.reason);
    case RunsOnAnswer::kHere: break;
  }
  auto needs = needs_of_place(job, file, scope);
  if (!needs) {
    return failed(needs.error());
  }
  auto backend = choose_backend(run.ports.backends, *needs);
  if (!backend) {
    return incomplete(std::move(backend.error().message));
  }
  if (job.snapshot != nullptr && job.snapshot->kind != workflow::Token::Kind::kNull) {
    return incomplete("asks for an image of its machine (snapshot), which only machines of GitHub's can be made into");
  }
  leg.request.backend = *backend;
  leg.request.needs_of_place = *needs;
  auto concurrency = plan::evaluate_concurrency(job.concurrency, file, scope);
  if (!concurrency) {
    return failed_key("concurrency", node, concurrency.error());
  }
  return {.ended = {}, .concurrency = std::move(*concurrency)};
}

PreparedLeg prepare_call(Leg& leg) {
  const JobNode& node = *leg.node;
  const JobScope scope(node, &leg);
  auto concurrency =
      plan::evaluate_concurrency(node.planned->job->concurrency, node.graph->planned->workflow->file, scope);
  if (!concurrency) {
    return failed_key("concurrency", node, concurrency.error());
  }
  return {.ended = {}, .concurrency = std::move(*concurrency)};
}

}  // namespace ropewalk::engine
