#include "plan/concurrency.h"

#include "base/strings.h"
#include "plan/evaluated.h"

namespace ropewalk::plan {
namespace {

constexpr std::size_t kMaxGroupLength = 400;

Result<void> check_concurrency(const Concurrency& concurrency, const SourceRef& place) {
  if (concurrency.group.empty()) {
    return fail(ErrorKind::kInvalid, "Concurrency group name cannot be empty", {}, place);
  }
  if (utf16_length(concurrency.group) > kMaxGroupLength) {
    return fail(ErrorKind::kInvalid, "Concurrency group name must be less than 400 characters", {}, place);
  }
  if (concurrency.keeps_queue && concurrency.cancels_in_progress) {
    return fail(ErrorKind::kInvalid, "'queue: max' cannot be combined with 'cancel-in-progress: true'.", {}, place);
  }
  return {};
}

}  // namespace

Result<std::optional<Concurrency>> known_concurrency(const workflow::Token* concurrency, const SourceFilePtr& file,
                                                     const expr::Scope& scope, KnownContexts known) {
  if (concurrency == nullptr || !is_known_before_run(*concurrency, known)) {
    return std::optional<Concurrency>();
  }
  const auto value = evaluate_in_place(*concurrency, file, scope);
  if (!value) {
    return fail(value.error());
  }
  Concurrency result;
  const Evaluated* group = value->kind() == expr::Kind::kObject ? value->find("group") : &*value;
  if (group != nullptr) {
    result.group = group->value.to_text();
  }
  if (const Evaluated* cancels = value->find("cancel-in-progress")) {
    if (cancels->kind() != expr::Kind::kBoolean) {
      return fail(ErrorKind::kInvalid, unexpected_text(cancels->value), {}, SourceRef{file, cancels->span});
    }
    result.cancels_in_progress = cancels->value.boolean();
  }
  if (const Evaluated* queue = value->find("queue")) {
    result.keeps_queue = queue->value.to_text() == "max";
  }
  if (auto checked = check_concurrency(result, SourceRef{file, value->span}); !checked) {
    return fail(checked.error());
  }
  return std::optional(std::move(result));
}

}  // namespace ropewalk::plan
