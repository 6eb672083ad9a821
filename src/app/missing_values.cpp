#include "app/missing_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>

#include "base/strings.h"
#include "expr/node.h"

namespace ropewalk::app {
namespace {

using workflow::Token;

/// Called for each `secrets.NAME` and `vars.NAME` of a tree.
using OnName = std::function<void(std::string_view context, std::string_view name)>;

void walk(const expr::Node& node, const OnName& on_name) {
  if (node.kind == expr::NodeKind::kIndex && node.child(0).kind == expr::NodeKind::kNamedValue &&
      node.child(1).kind == expr::NodeKind::kLiteral) {
    on_name(node.child(0).name(), node.child(1).literal.to_text());
  }
  for (const expr::Node& child : node.children()) {
    walk(child, on_name);
  }
}

void walk(const Token* token, const OnName& on_name) {
  if (token == nullptr) {
    return;
  }
  if (token->kind == Token::Kind::kExpression) {
    walk(token->expression->root(), on_name);
  }
  for (const Token& item : token->items) {
    walk(&item, on_name);
  }
  for (const workflow::Member& member : token->members) {
    walk(&member.value, on_name);
  }
}

class Search {
 public:
  Search(const plan::Plan& plan, const RunSettings& settings) : variables_(plan.variables), settings_(settings) {}

  void add(const plan::PlannedWorkflow& planned, bool knows_secrets) {
    const workflow::Workflow& workflow = *planned.workflow;
    file_ = workflow.file;
    knows_secrets_ = knows_secrets;
    for (const plan::PlannedJob& job : planned.jobs) {
      environment_ = environment_of(*job.job);
      for (const Token* token : {workflow.env, job.job->env, job.job->with, job.job->secrets, job.job->strategy}) {
        add(job.job->span, token);
      }
      add(job.job->span, job.job->condition);
      for (const workflow::Step& step : job.job->steps) {
        add_step(step);
      }
    }
    environment_.reset();
    for (const plan::PlannedJob& job : planned.jobs) {
      if (job.called != nullptr) {
        add(*job.called, knows_secrets && job.job->inherits_secrets);
        file_ = workflow.file;
        knows_secrets_ = knows_secrets;
      }
    }
  }

  std::vector<MissingValue> take() { return std::move(found_); }

 private:
  void add_step(const workflow::Step& step) {
    for (const Token* token : {step.env, step.run, step.with, step.name, step.working_directory}) {
      add(step.span, token);
    }
    add(step.span, step.condition);
    for (const workflow::Step& inner : step.parallel) {
      add_step(inner);
    }
  }

  void add(Span span, const Token* token) {
    walk(token, [&](std::string_view context, std::string_view name) { check(span, context, name); });
  }
  void add(Span span, const std::optional<workflow::Condition>& condition) {
    if (condition) {
      walk(condition->expression.root(),
           [&](std::string_view context, std::string_view name) { check(span, context, name); });
    }
  }

  /// What a job names as its environment: nothing without one, null where only its run can tell.
  static std::optional<const Token*> environment_of(const workflow::Job& job) {
    if (job.environment == nullptr || job.environment->kind == Token::Kind::kNull) {
      return std::nullopt;
    }
    const bool is_mapping = job.environment->kind == Token::Kind::kMapping;
    const Token* name = is_mapping ? job.environment->find("name") : job.environment;
    return name != nullptr && name->kind == Token::Kind::kString ? name : nullptr;
  }

  void check(Span span, std::string_view context, std::string_view name) {
    if (equals_ignoring_case(context, "secrets") && knows_secrets_ && !has_secret(name)) {
      const std::string owners = environments_with(name);
      found(span, fmt::format("secrets.{}", name),
            owners.empty() ? fmt::format("--secret {}", name)
                           : fmt::format("only jobs in the environment {} see it", owners));
    } else if (equals_ignoring_case(context, "vars") && !has_variable(name)) {
      found(span, fmt::format("vars.{}", name), fmt::format("--var {}=VALUE", name));
    }
  }

  using NamedTexts = std::vector<std::pair<std::string, std::string>>;

  static bool has(const NamedTexts& texts, std::string_view name) {
    return std::any_of(texts.begin(), texts.end(),
                       [&](const auto& one) { return equals_ignoring_case(one.first, name); });
  }

  /// Whether the job's environment has a value of this name; where it is not known which it is, whether one has.
  [[nodiscard]] bool has_in_environment(NamedTexts engine::EnvironmentValues::* texts, std::string_view name) const {
    return environment_ &&
           std::any_of(settings_.environments.begin(), settings_.environments.end(), [&](const auto& one) {
             const bool is_its_own = *environment_ == nullptr || equals_ignoring_case((*environment_)->text, one.name);
             return is_its_own && has(one.*texts, name);
           });
  }

  [[nodiscard]] bool has_secret(std::string_view name) const {
    return equals_ignoring_case(name, "GITHUB_TOKEN") || has(settings_.secrets, name) ||
           has_in_environment(&engine::EnvironmentValues::secrets, name);
  }

  [[nodiscard]] std::string environments_with(std::string_view secret) const {
    std::string names;
    for (const engine::EnvironmentValues& one : settings_.environments) {
      if (has(one.secrets, secret)) {
        names += (names.empty() ? "" : ", ") + one.name;
      }
    }
    return names;
  }

  [[nodiscard]] bool has_variable(std::string_view name) const {
    return (variables_.kind() == expr::Kind::kObject && variables_.object().find(name) != nullptr) ||
           has_in_environment(&engine::EnvironmentValues::variables, name);
  }

  void found(Span span, std::string name, std::string option) {
    found_.push_back({.file = file_->name(),
                      .first_line = static_cast<int>(file_->locate(span.begin).line),
                      .last_line = static_cast<int>(file_->locate(span.end).line),
                      .name = std::move(name),
                      .option = std::move(option)});
  }

  const expr::Value& variables_;
  const RunSettings& settings_;
  SourceFilePtr file_;
  std::optional<const Token*> environment_;
  bool knows_secrets_ = true;
  std::vector<MissingValue> found_;
};

}  // namespace

std::vector<MissingValue> missing_values(const plan::Plan& plan, const RunSettings& settings) {
  Search search(plan, settings);
  for (const plan::PlannedRun& run : plan.runs) {
    if (!run.refusal) {
      search.add(run.root, true);
    }
  }
  return search.take();
}

std::vector<MissingValue> missing_at(const std::vector<MissingValue>& all, const std::string& file, int line) {
  std::vector<MissingValue> here;
  for (const MissingValue& missing : all) {
    const bool is_here = missing.file == file && missing.first_line <= line && line <= missing.last_line;
    const bool is_known = std::any_of(here.begin(), here.end(), [&](const MissingValue& other) {
      return equals_ignoring_case(other.name, missing.name);
    });
    if (is_here && !is_known) {
      here.push_back(missing);
    }
  }
  return here;
}

}  // namespace ropewalk::app
