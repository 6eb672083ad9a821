#include "plan/scope.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "expr/node.h"
#include "plan/github_context.h"

namespace ropewalk::plan {
namespace {

/// Members of `github` that a plan does not have.
constexpr std::array<std::string_view, 14> kRunMembers = {
    "action", "action_path", "action_ref", "action_repository", "action_status", "env",      "event_path", "job",
    "path",   "run_attempt", "run_id",     "run_number",        "token",         "workspace"};

bool is_run_member(std::string_view name) {
  return std::ranges::any_of(kRunMembers, [&](std::string_view member) { return equals_ignoring_case(member, name); });
}

/// `github.x` or `github['x']` with a name that is known before the run.
bool is_known_github_member(const expr::Node& node) {
  if (node.kind != expr::NodeKind::kIndex) {
    return false;
  }
  const expr::Node& index = node.child(1);
  return index.kind == expr::NodeKind::kLiteral && index.literal.kind() == expr::Kind::kString &&
         !is_run_member(index.literal.text());
}

bool is_github(const expr::Node& node) {
  return node.kind == expr::NodeKind::kNamedValue && equals_ignoring_case(node.name(), "github");
}

bool is_known(const expr::Node& node, KnownContexts known) {
  if (node.kind == expr::NodeKind::kNamedValue) {
    // The whole of `github` has members of the run.
    if (equals_ignoring_case(node.name(), "inputs")) {
      return known.inputs;
    }
    if (equals_ignoring_case(node.name(), "matrix") || equals_ignoring_case(node.name(), "strategy")) {
      return known.leg;
    }
    return equals_ignoring_case(node.name(), "vars");
  }
  if (node.kind == expr::NodeKind::kFunction && equals_ignoring_case(node.name(), "hashFiles")) {
    return false;
  }
  if (node.kind == expr::NodeKind::kIndex && is_github(node.child(0))) {
    return is_known_github_member(node);
  }
  for (const expr::Node& child : node.children()) {
    if (!is_known(child, known)) {
      return false;
    }
  }
  return true;
}

}  // namespace

GithubContext::GithubContext(const Event& event)
    : common_(github_context(event, RunFacts{})), repository_(event.repository), ref_(event.ref) {}

expr::Value GithubContext::for_workflow(const std::string& path, const std::string& name) const {
  expr::Object github = common_;
  github.set("workflow", name);
  github.set("workflow_ref", fmt::format("{}/{}@{}", repository_, path, ref_));
  return {std::move(github)};
}

const expr::Value& PlanScope::github() const {
  if (!made_github_) {
    made_github_ = github_.for_workflow(path_, name_);
  }
  return *made_github_;
}

std::span<const expr::ContextRow<PlanScope>> PlanScope::contexts() {
  static constexpr expr::ContextRow<PlanScope> kRows[] = {
      {"github", [](const PlanScope& scope) { return scope.github(); }},
      {"inputs", [](const PlanScope& scope) { return scope.inputs_; }},
      {"vars", [](const PlanScope& scope) { return scope.variables_; }},
  };
  return kRows;
}

tl::expected<expr::Value, std::string> PlanScope::call(std::string_view name,
                                                       std::span<const expr::Value> /*arguments*/) const {
  if (auto answer = expr::call_status_function(name, needs_)) {
    return *std::move(answer);
  }
  return tl::unexpected(fmt::format("{}() is only known during a run", name));
}

PlanScope PlanScope::with_inputs(expr::Value inputs) const {
  PlanScope scope = *this;
  scope.inputs_ = std::move(inputs);
  return scope;
}

PlanScope PlanScope::with_needs(expr::Status needs) const {
  PlanScope scope = *this;
  scope.needs_ = needs;
  return scope;
}

bool is_known_before_run(const expr::Expression& expression, KnownContexts known) {
  return is_known(expression.root(), known);
}

bool is_known_before_run(const workflow::Token& token, KnownContexts known) {
  if (token.kind == workflow::Token::Kind::kExpression) {
    return is_known_before_run(*token.expression, known);
  }
  return std::ranges::all_of(token.items, [&](const auto& item) { return is_known_before_run(item, known); }) &&
         std::ranges::all_of(token.members, [&](const workflow::Member& member) {
           return is_known_before_run(member.key, known) && is_known_before_run(member.value, known);
         });
}

}  // namespace ropewalk::plan
