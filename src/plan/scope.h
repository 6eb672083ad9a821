// What expressions may read while a plan is made: what is known of a run before it starts.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "expr/context_table.h"
#include "plan/event.h"
#include "workflow/token.h"

namespace ropewalk::plan {

/// The `github` context without what only a run knows. Made once for an event and shared by its workflows.
class GithubContext {
 public:
  explicit GithubContext(const Event& event);

  /// With the workflow's own members (`workflow`, `workflow_ref`, …).
  [[nodiscard]] expr::Value for_workflow(const std::string& path, const std::string& name) const;

 private:
  expr::Object common_;
  std::string repository_;
  std::string ref_;
};

/// The contexts of one workflow: `github` (made at its first use), `inputs` and `vars`; status functions answer by
/// `needs`. Everything else is null.
class PlanScope final : public expr::ContextTable<PlanScope> {
 public:
  PlanScope(const GithubContext& github, std::string path, std::string name, expr::Value inputs, expr::Value variables)
      : github_(github),
        path_(std::move(path)),
        name_(std::move(name)),
        inputs_(std::move(inputs)),
        variables_(std::move(variables)) {}

  static std::span<const expr::ContextRow<PlanScope>> contexts();
  [[nodiscard]] tl::expected<expr::Value, std::string> call(std::string_view name,
                                                            std::span<const expr::Value> arguments) const override;

  /// The same run seen from a called workflow, which has inputs of its own.
  [[nodiscard]] PlanScope with_inputs(expr::Value inputs) const;
  [[nodiscard]] PlanScope with_needs(expr::Status needs) const;

 private:
  [[nodiscard]] const expr::Value& github() const;

  const GithubContext& github_;
  std::string path_;
  std::string name_;
  expr::Value inputs_;
  expr::Value variables_;
  expr::Status needs_;
  /// Most expressions ask for it or for nothing; making it costs more than the rest of planning a small workflow.
  mutable std::optional<expr::Value> made_github_;
};

/// What of a run is known before it starts, besides `github` and `vars`.
struct KnownContexts {
  bool inputs = true;
  /// `matrix` and `strategy`, of one leg.
  bool leg = false;
};

/// True when an expression reads nothing that only a run knows: no `needs`, `secrets`, …, no `github.run_id`, and of
/// the rest only what `known` says.
[[nodiscard]] bool is_known_before_run(const expr::Expression& expression, KnownContexts known);
/// The same for every expression in a tree.
[[nodiscard]] bool is_known_before_run(const workflow::Token& token, KnownContexts known);

}  // namespace ropewalk::plan
