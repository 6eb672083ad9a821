#include "plan/condition.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/strings.h"
#include "expr/json_value.h"
#include "expr/node.h"

namespace ropewalk::plan {
namespace {

constexpr std::size_t kMaxShownLength = 60;

/// GitHub puts `success() &&` in front unless one of these is called.
bool calls_status_function(const expr::Expression& expression) {
  return expression.calls("success") || expression.calls("failure") || expression.calls("always") ||
         expression.calls("cancelled");
}

/// True for a condition that is `success()` or `success() && …`, written so or made so.
bool asks_for_success(const expr::Expression& expression) {
  const expr::Node& root = expression.root();
  const expr::Node& first = root.kind == expr::NodeKind::kAnd ? root.child(0) : root;
  return first.kind == expr::NodeKind::kFunction && equals_ignoring_case(first.name(), "success") &&
         first.child_count == 0;
}

/// The ways in which a job's needs may end.
std::vector<expr::Status> possible_states(const NeedsOutlook& outlook) {
  const expr::Status succeeded{.success = true};
  const expr::Status failed{.success = false, .failure = true};
  const expr::Status cancelled{.success = false, .cancelled = true};
  const expr::Status skipped{.success = false};
  const expr::Status failed_and_cancelled{.success = false, .failure = true, .cancelled = true};
  if (!outlook.has_needs) {
    return {succeeded, cancelled};
  }
  if (outlook.skipped_job.empty()) {
    return {succeeded, failed, cancelled, skipped, failed_and_cancelled};
  }
  if (!outlook.may_fail) {
    return {skipped, cancelled};
  }
  return {failed, cancelled, skipped, failed_and_cancelled};
}

/// `success('a')` asks about some of the needs alone, so that two calls of one condition may see different ends.
bool asks_about_some(const expr::Node& node) {
  const bool is_status = node.kind == expr::NodeKind::kFunction && node.builtin == nullptr;
  return (is_status && node.child_count > 0) || std::ranges::any_of(node.children(), asks_about_some);
}

/// False when it is true for some state, or cannot be evaluated.
bool is_false_in_all(const expr::Expression& expression, const PlanScope& scope, const NeedsOutlook& outlook) {
  if (asks_about_some(expression.root())) {
    return false;
  }
  if (!calls_status_function(expression)) {
    const auto value = expression.evaluate(scope);
    return value && !value->is_truthy();
  }
  return std::ranges::all_of(possible_states(outlook), [&](const expr::Status& state) {
    const auto value = expression.evaluate(scope.with_needs(state));
    return value && !value->is_truthy();
  });
}

/// `github.event.action`: a chain of names that begins at a context.
bool is_plain_access(const expr::Node& node) {
  if (node.kind == expr::NodeKind::kNamedValue) {
    return true;
  }
  if (node.kind != expr::NodeKind::kIndex) {
    return false;
  }
  return node.child(1).kind == expr::NodeKind::kLiteral && is_plain_access(node.child(0));
}

void collect_accesses(const expr::Node& node, std::vector<std::string>& found) {
  if (is_plain_access(node)) {
    std::string text = expr::to_expression_text(node);
    if (std::ranges::find(found, text) == found.end()) {
      found.push_back(std::move(text));
    }
    return;
  }
  for (const expr::Node& child : node.children()) {
    collect_accesses(child, found);
  }
}

/// Says nothing twice: not `false is false`, nor that a value is false by which a condition is.
std::string reason_of(std::string_view condition, const std::string& values) {
  if (condition == "false") {
    return "if: false";
  }
  const std::string reason = fmt::format("if: {} is false", condition);
  const bool is_said = values.empty() || values == fmt::format("{} is false", condition);
  return is_said ? reason : fmt::format("{}: {}", reason, values);
}

std::string shown(const expr::Value& value) {
  std::string text =
      value.kind() == expr::Kind::kString ? fmt::format("'{}'", value.text()) : to_json_text(expr::to_json(value));
  if (text.size() <= kMaxShownLength) {
    return text;
  }
  std::size_t end = kMaxShownLength;
  while ((static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
    --end;
  }
  return text.substr(0, end) + "…";
}

}  // namespace

std::string describe_values(const expr::Expression& expression, const expr::Scope& scope) {
  constexpr std::string_view kContexts[] = {"github", "inputs", "vars", "needs", "strategy", "matrix"};
  std::vector<std::string> accesses;
  collect_accesses(expression.root(), accesses);
  std::vector<std::string> parts;
  for (const std::string& access : accesses) {
    const auto parsed = expr::Expression::parse(access, {.named_values = kContexts, .functions = {}});
    const auto value = parsed ? parsed->evaluate(scope) : tl::unexpected(parsed.error());
    if (value) {
      parts.push_back(fmt::format("{} is {}", access, shown(*value)));
    }
  }
  return join(parts, ", ");
}

std::optional<Refusal> condition_refusal(const workflow::Job& job, const SourceFilePtr& file, const PlanScope& scope,
                                         KnownContexts known, const NeedsOutlook& outlook) {
  const bool needs_success = !job.condition || asks_for_success(job.condition->expression);
  if (!outlook.skipped_job.empty() && needs_success) {
    return Refusal{fmt::format("needs '{}', which does not run", outlook.skipped_job), SourceRef{file, job.id_span}};
  }
  if (!job.condition || job.condition->written.empty()) {
    return std::nullopt;
  }
  const expr::Expression& expression = job.condition->expression;
  if (!is_known_before_run(expression, known) || !is_false_in_all(expression, scope, outlook)) {
    return std::nullopt;
  }
  return Refusal{reason_of(trim(job.condition->written), describe_values(expression, scope)),
                 SourceRef{file, job.condition->span}};
}

}  // namespace ropewalk::plan
