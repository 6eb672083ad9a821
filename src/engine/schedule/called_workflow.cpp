// What goes into a called workflow and what comes out of it: inputs, secrets, outputs.
#include "engine/evaluate.h"
#include "engine/schedule/job_scope.h"
#include "engine/schedule/prepare_leg.h"
#include "plan/inputs.h"
#include "workflow/evaluated.h"

namespace ropewalk::engine {
namespace {

Result<expr::Value> inputs_of(const Leg& leg, const WorkflowGraph& called, const expr::Scope& scope) {
  if (called.planned->inputs) {
    return *called.planned->inputs;
  }
  const workflow::Job& job = *leg.node->planned->job;
  const SourceFilePtr& file = leg.node->graph->planned->workflow->file;
  if (job.with == nullptr) {
    return plan::called_inputs(*called.planned->workflow, nullptr, file, scope);
  }
  auto with = workflow::evaluate_in_place(*job.with, file, scope);
  if (!with) {
    return fail(std::move(with.error()));
  }
  return plan::called_inputs(*called.planned->workflow, &*with, file, scope);
}

/// Secrets go down only when the caller says so; the token always does.
Result<std::vector<std::pair<std::string, std::string>>> secrets_of(const Leg& leg, const expr::Scope& scope) {
  const WorkflowGraph& graph = *leg.node->graph;
  const workflow::Job& job = *leg.node->planned->job;
  if (job.inherits_secrets) {
    return graph.secrets;
  }
  auto secrets = evaluate_mapping({job.secrets, graph.planned->workflow->file}, scope);
  if (!secrets) {
    return fail(std::move(secrets.error()));
  }
  for (const auto& [name, value] : *secrets) {
    graph.run->masker.add_secret(value);  // it may be made of a secret, and is one from now on
  }
  secrets->emplace_back("GITHUB_TOKEN", graph.run->token);
  return std::move(*secrets);
}

}  // namespace

Result<void> prepare_called(Leg& leg, WorkflowGraph& called) {
  const JobScope scope(*leg.node, &leg);
  auto inputs = inputs_of(leg, called, scope);
  if (!inputs) {
    return fail(std::move(inputs.error()));
  }
  auto secrets = secrets_of(leg, scope);
  if (!secrets) {
    return fail(std::move(secrets.error()));
  }
  called.inputs = std::move(*inputs);
  called.secrets = std::move(*secrets);
  return {};
}

Result<std::vector<std::pair<std::string, std::string>>> called_outputs(const WorkflowGraph& called) {
  std::vector<std::pair<std::string, std::string>> outputs;
  const workflow::Trigger* trigger = called.planned->workflow->find_trigger("workflow_call");
  const workflow::Token* declared =
      trigger == nullptr || trigger->configuration == nullptr ? nullptr : trigger->configuration->find("outputs");
  if (declared == nullptr) {
    return outputs;
  }
  const WorkflowScope scope(called);
  for (const workflow::Member& output : declared->members) {
    auto value = evaluate_text({output.value.find("value"), called.planned->workflow->file}, scope);
    if (!value) {
      return fail(std::move(value.error()));
    }
    if (!value->empty()) {
      outputs.emplace_back(output.key.text, std::move(*value));
    }
  }
  return outputs;
}

}  // namespace ropewalk::engine
