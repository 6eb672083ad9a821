#include "plan/strategy.h"

#include <fmt/format.h>

#include <algorithm>

#include "plan/matrix.h"

namespace ropewalk::plan {
namespace {

using expr::Kind;

tl::unexpected<Error> fail_for_kind(const workflow::Evaluated& value, const SourceFilePtr& file) {
  return fail(ErrorKind::kInvalid, workflow::unexpected_text(value.value), {}, SourceRef{file, value.span});
}

/// The leg of a job that has no matrix.
Leg only_leg() {
  Leg leg;
  leg.id = "__default";
  return leg;
}

Result<void> read_member(Strategy& strategy, const workflow::EvaluatedMember& member, const SourceFilePtr& file,
                         std::size_t max_legs) {
  const workflow::Evaluated& value = member.value;
  if (member.key == "fail-fast") {
    if (value.kind() != Kind::kBoolean) {
      return fail_for_kind(value, file);
    }
    strategy.fail_fast = value.value.boolean();
  } else if (member.key == "max-parallel") {
    if (value.kind() != Kind::kNumber) {
      return fail_for_kind(value, file);
    }
    // GitHub takes zero and less for "no limit"; so it does NaN, which its cast makes negative.
    const double number = value.value.number();
    strategy.max_parallel = number >= 1 ? static_cast<int>(std::min(number, 1e9)) : 0;
  } else if (member.key == "matrix") {
    if (value.kind() != Kind::kObject) {
      return fail_for_kind(value, file);
    }
    auto legs = expand_matrix(value, file, max_legs);
    if (!legs) {
      return fail(legs.error());
    }
    strategy.legs = *std::move(legs);
  } else {
    return fail(ErrorKind::kInvalid, fmt::format("Unexpected value '{}'", member.key), {},
                SourceRef{file, member.key_span});
  }
  return {};
}

}  // namespace

Result<Strategy> expand_strategy(const workflow::Job& job, const SourceFilePtr& file, const expr::Scope& scope,
                                 std::size_t max_legs) {
  Strategy strategy;
  if (job.strategy != nullptr && job.strategy->kind != workflow::Token::Kind::kNull) {
    const auto evaluated = workflow::evaluate_in_place(*job.strategy, file, scope);
    if (!evaluated) {
      return fail(evaluated.error());
    }
    if (evaluated->kind() != Kind::kObject) {
      return fail_for_kind(*evaluated, file);
    }
    for (const workflow::EvaluatedMember& member : evaluated->members) {
      if (auto read = read_member(strategy, member, file, max_legs); !read) {
        return fail(read.error());
      }
    }
  }
  strategy.has_matrix = !strategy.legs.empty();
  if (strategy.legs.empty()) {
    strategy.legs.push_back(only_leg());
  }
  return strategy;
}

expr::Value strategy_context(const Strategy& strategy, const Leg& leg) {
  const auto total = static_cast<double>(strategy.legs.size());
  const bool has_limit = strategy.has_matrix && strategy.max_parallel > 0;
  expr::Object context;
  context.set("fail-fast", strategy.fail_fast);
  context.set("job-index", static_cast<double>(leg.index));
  context.set("job-total", total);
  context.set("max-parallel", has_limit ? static_cast<double>(strategy.max_parallel) : total);
  return {std::move(context)};
}

}  // namespace ropewalk::plan
