// Members of contexts that nothing ever sets: GitHub gives an empty text for them, without a word. What is known of a
// context comes from the workflow itself; where an expression makes its members, nothing is said.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/edit_distance.h"
#include "base/strings.h"
#include "lint/rules.h"
#include "lint/visit.h"
#include "workflow/inputs.h"

namespace ropewalk::lint {
namespace {

using workflow::Job;
using workflow::Step;
using workflow::Token;
using Names = std::vector<std::string_view>;

constexpr std::string_view kCode = "unknown-context-member";

/// docs.github.com, "Contexts". Those of `github`, `runner` and `job` grow from time to time, so only a name that is
/// near one of these is told.
constexpr std::array<std::string_view, 44> kGithub = {"action",
                                                      "action_path",
                                                      "action_ref",
                                                      "action_repository",
                                                      "action_status",
                                                      "actor",
                                                      "actor_id",
                                                      "api_url",
                                                      "base_ref",
                                                      "env",
                                                      "event",
                                                      "event_name",
                                                      "event_path",
                                                      "graphql_url",
                                                      "head_ref",
                                                      "job",
                                                      "job_workflow_sha",
                                                      "output",
                                                      "path",
                                                      "ref",
                                                      "ref_name",
                                                      "ref_protected",
                                                      "ref_type",
                                                      "repository",
                                                      "repository_id",
                                                      "repository_owner",
                                                      "repository_owner_id",
                                                      "repository_visibility",
                                                      "repositoryUrl",
                                                      "retention_days",
                                                      "run_attempt",
                                                      "run_id",
                                                      "run_number",
                                                      "secret_source",
                                                      "server_url",
                                                      "sha",
                                                      "state",
                                                      "step_summary",
                                                      "token",
                                                      "triggering_actor",
                                                      "workflow",
                                                      "workflow_ref",
                                                      "workflow_sha",
                                                      "workspace"};
constexpr std::array<std::string_view, 8> kRunner = {"name",       "os",    "arch",        "temp",
                                                     "tool_cache", "debug", "environment", "workspace"};
constexpr std::array<std::string_view, 4> kStrategy = {"fail-fast", "job-index", "job-total", "max-parallel"};
/// How far a slip of the pen is from what was meant; what is further off may be a member that is new.
constexpr std::size_t kMostSlips = 2;
constexpr std::size_t kShortestMisspelt = 3;
constexpr std::array<std::string_view, 3> kOfStep = {"outputs", "outcome", "conclusion"};
constexpr std::array<std::string_view, 2> kOfNeed = {"outputs", "result"};

bool contains(const Names& names, std::string_view name) {
  return std::ranges::any_of(names, [&](std::string_view known) { return equals_ignoring_case(known, name); });
}

/// The keys of a mapping; nothing when an expression may add some.
std::optional<Names> keys_of(const Token& mapping) {
  if (mapping.kind != Token::Kind::kMapping) {
    return std::nullopt;
  }
  Names names;
  for (const workflow::Member& member : mapping.members) {
    if (member.key.kind != Token::Kind::kString) {
      return std::nullopt;
    }
    names.push_back(member.key.text);
  }
  return names;
}

/// The members of `matrix`; none without a matrix, nothing when an expression makes them.
std::optional<Names> matrix_names(const Job& job) {
  if (job.strategy == nullptr || job.strategy->kind == Token::Kind::kNull) {
    return Names();
  }
  if (!keys_of(*job.strategy)) {
    return std::nullopt;
  }
  const Token* matrix = job.strategy->find("matrix");
  if (matrix == nullptr) {
    return Names();
  }
  auto names = keys_of(*matrix);
  const Token* include = matrix->find("include");
  if (!names || include == nullptr) {
    return names;
  }
  if (include->kind != Token::Kind::kSequence) {
    return std::nullopt;
  }
  for (const Token& entry : include->items) {
    const auto added = keys_of(entry);
    if (!added) {
      return std::nullopt;
    }
    names->insert(names->end(), added->begin(), added->end());
  }
  return names;
}

void add_step_ids(const std::vector<Step>& steps, Names& names) {
  for (const Step& step : steps) {
    if (!step.has_generated_id) {
      names.push_back(step.id);
    }
    add_step_ids(step.parallel, names);
  }
}

/// What a needed job hands on; nothing when that is not known.
std::optional<Names> outputs_of(const Job& job) {
  if (job.uses == nullptr) {
    return job.outputs == nullptr ? Names() : keys_of(*job.outputs);
  }
  const workflow::Trigger* trigger = job.called ? job.called->find_trigger("workflow_call") : nullptr;
  if (trigger == nullptr) {
    return std::nullopt;
  }
  const Token* outputs = trigger->configuration == nullptr ? nullptr : trigger->configuration->find("outputs");
  return outputs == nullptr ? Names() : keys_of(*outputs);
}

class Check {
 public:
  Check(const workflow::ActionFile& action, Findings& findings)
      : file_(action.file), findings_(findings), place_("action") {
    for (const workflow::ActionInput& input : action.inputs) {
      inputs_.push_back(input.name);
    }
    add_step_ids(action.steps, steps_);
  }

  Check(const workflow::Workflow& workflow, Findings& findings)
      : file_(workflow.file), workflow_(&workflow), findings_(findings), place_("job") {
    for (const std::string_view event : {"workflow_dispatch", "workflow_call"}) {
      if (const workflow::Trigger* trigger = workflow.find_trigger(event)) {
        for (const workflow::InputDefinition& input : workflow::read_inputs(*trigger)) {
          inputs_.push_back(input.name);
        }
      }
    }
  }

  void job(const Job& job) {
    matrix_ = matrix_names(job);
    steps_.clear();
    add_step_ids(job.steps, steps_);
    for_each_expression(job, [&](const JobExpression& where) { node(where, where.expression.root()); });
  }

  void action(const workflow::ActionFile& action) {
    for_each_expression(action, [&](const JobExpression& where) { node(where, where.expression.root()); });
  }

 private:
  void node(const JobExpression& where, const expr::Node& node_) {
    if (node_.kind == expr::NodeKind::kIndex) {
      const std::vector<std::string_view> path = path_of(node_);
      if (!path.empty()) {
        access(where, node_, path);
        return;
      }
    }
    for (const expr::Node& child : node_.children()) {
      node(where, child);
    }
  }

  /// `needs.a.outputs.b` as its names; empty for anything that is no chain of names.
  static std::vector<std::string_view> path_of(const expr::Node& node) {
    if (node.kind == expr::NodeKind::kNamedValue) {
      return {node.name()};
    }
    if (node.kind != expr::NodeKind::kIndex) {
      return {};
    }
    const expr::Node& index = node.child(1);
    std::vector<std::string_view> path = path_of(node.child(0));
    if (path.empty() || index.kind != expr::NodeKind::kLiteral || index.literal.kind() != expr::Kind::kString) {
      return {};
    }
    path.push_back(index.literal.text());
    return path;
  }

  void access(const JobExpression& where, const expr::Node& node, const std::vector<std::string_view>& path) {
    const std::string context = to_lower(path[0]);
    if (context == "matrix" && matrix_) {
      if (matrix_->empty()) {
        tell(where, node, "this job has no matrix", {});
      } else {
        member(where, node, path[1], *matrix_, "the matrix has no");
      }
    } else if (context == "steps") {
      member(where, node, path[1], steps_, fmt::format("no step of this {} has the id", place_));
      property(where, node, path, kOfStep, "a step has no '{}'");
    } else if (context == "inputs") {
      member(where, node, path[1], inputs_,
             fmt::format("the {} has no input", workflow_ == nullptr ? place_ : "workflow"));
    } else if (context == "needs" && where.job != nullptr) {
      need(where, node, path);
    } else if (context == "github") {
      near_miss(where, node, path[1], kGithub, context);
    } else if (context == "runner") {
      near_miss(where, node, path[1], kRunner, context);
    } else if (context == "strategy") {
      near_miss(where, node, path[1], kStrategy, context);
    }
  }

  void need(const JobExpression& where, const expr::Node& node, const std::vector<std::string_view>& path) {
    Names needed;
    for (const workflow::Need& one : where.job->needs) {
      needed.push_back(one.job);
    }
    if (!contains(needed, path[1])) {
      const bool is_job = workflow_->find_job(path[1]) != nullptr;
      tell(where, node, fmt::format("'{}' is not among the needs of this job", path[1]),
           is_job
               ? fmt::format("Add it: needs: [{}{}{}].", fmt::join(needed, ", "), needed.empty() ? "" : ", ", path[1])
               : near_hint(path[1], needed));
      return;
    }
    property(where, node, path, kOfNeed, "a needed job has no '{}'");
    const Job* job = workflow_->find_job(path[1]);
    if (path.size() < 4 || job == nullptr || !equals_ignoring_case(path[2], "outputs")) {
      return;
    }
    if (const auto outputs = outputs_of(*job); outputs && !contains(*outputs, path[3])) {
      tell(where, node, fmt::format("the job '{}' has no output '{}'", job->id, path[3]), near_hint(path[3], *outputs));
    }
  }

  void member(const JobExpression& where, const expr::Node& node, std::string_view name, const Names& known,
              std::string_view message) {
    if (!contains(known, name)) {
      tell(where, node, fmt::format("{} '{}'", message, name), near_hint(name, known));
    }
  }

  /// The part after a step or a needed job: those are few and fixed.
  template <std::size_t kCount>
  void property(const JobExpression& where, const expr::Node& node, const std::vector<std::string_view>& path,
                const std::array<std::string_view, kCount>& known, std::string_view message) {
    const Names names(known.begin(), known.end());
    if (path.size() > 2 && contains_parent(path) && !contains(names, path[2])) {
      tell(where, node, fmt::format(fmt::runtime(message), path[2]), fmt::format("It has {}.", fmt::join(names, ", ")));
    }
  }

  /// One complaint for one access: an unknown step's parts are not looked at.
  [[nodiscard]] bool contains_parent(const std::vector<std::string_view>& path) const {
    return !equals_ignoring_case(path[0], "steps") || contains(steps_, path[1]);
  }

  template <std::size_t kCount>
  void near_miss(const JobExpression& where, const expr::Node& node, std::string_view name,
                 const std::array<std::string_view, kCount>& known, std::string_view context) {
    const Names names(known.begin(), known.end());
    if (contains(names, name)) {
      return;
    }
    const auto meant =
        std::ranges::min_element(names, {}, [&](std::string_view candidate) { return edit_distance(name, candidate); });
    if (name.size() >= kShortestMisspelt && edit_distance(name, *meant) <= kMostSlips) {
      tell(where, node, fmt::format("'{}' has no '{}'", context, name), fmt::format("Did you mean '{}'?", *meant));
    }
  }

  static std::string near_hint(std::string_view name, const Names& known) {
    const std::string_view near = nearest(name, known);
    return near.empty() ? std::string() : fmt::format("Did you mean '{}'?", near);
  }

  void tell(const JobExpression& where, const expr::Node& node, std::string message, std::string hint) {
    findings_.push_back({.code = kCode,
                         .message = std::move(message) + ", so this is always empty",
                         .hint = std::move(hint),
                         .place = place_of(file_, where, node)});
  }

  SourceFilePtr file_;
  /// Null in an action.
  const workflow::Workflow* workflow_ = nullptr;
  Findings& findings_;
  /// What has the steps: `job`, `action`.
  std::string_view place_;
  Names inputs_;
  Names steps_;
  std::optional<Names> matrix_;
};

void check(const WorkflowSubject& subject, Findings& findings) {
  Check rule(subject.workflow, findings);
  for (const Job& job : subject.workflow.jobs) {
    rule.job(job);
  }
}

void check_action(const ActionSubject& subject, Findings& findings) {
  Check(subject.action, findings).action(subject.action);
}

}  // namespace

Rule context_members() {
  return {
      .code = kCode,
      .summary = "An expression reads a member of a context that nothing sets.",
      .why =
          "It is always empty, and nothing says so when the workflow runs: a condition is then false, a text has a "
          "gap.",
      .fix =
          "Correct the name, or set what is read: an `id:` for the step, an entry in `needs:`, an input, a matrix key.",
      .check = check,
      .check_action = check_action};
}

}  // namespace ropewalk::lint
