#include "plan/concurrency.h"

#include "base/strings.h"
#include "workflow/evaluated.h"

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

Result<std::optional<Concurrency>> evaluate_concurrency(const workflow::Token* concurrency, const SourceFilePtr& file,
                                                        const expr::Scope& scope) {
  if (concurrency == nullptr || concurrency->kind == workflow::Token::Kind::kNull) {
    return std::optional<Concurrency>();
  }
  const auto value = workflow::evaluate_in_place(*concurrency, file, scope);
  if (!value) {
    return fail(value.error());
  }
  Concurrency result;
  const workflow::Evaluated* group = value->kind() == expr::Kind::kObject ? value->find("group") : &*value;
  if (group != nullptr && !group->value.is_primitive()) {
    return fail(ErrorKind::kInvalid, workflow::unexpected_text(group->value), {}, SourceRef{file, group->span});
  }
  if (group != nullptr) {
    result.group = group->value.to_text();
  }
  if (const workflow::Evaluated* cancels = value->find("cancel-in-progress");
      cancels != nullptr && !cancels->value.is_null()) {
    if (cancels->kind() != expr::Kind::kBoolean) {
      return fail(ErrorKind::kInvalid, workflow::unexpected_text(cancels->value), {}, SourceRef{file, cancels->span});
    }
    result.cancels_in_progress = cancels->value.boolean();
  }
  if (const workflow::Evaluated* queue = value->find("queue"); queue != nullptr && !queue->value.is_null()) {
    const std::string text = queue->value.is_primitive() ? queue->value.to_text() : std::string();
    if (text != "max" && text != "single") {
      return fail(ErrorKind::kInvalid, workflow::unexpected_text(queue->value), {}, SourceRef{file, queue->span});
    }
    result.keeps_queue = text == "max";
  }
  if (auto checked = check_concurrency(result, SourceRef{file, value->span}); !checked) {
    return fail(checked.error());
  }
  return std::optional(std::move(result));
}

Result<std::optional<Concurrency>> known_concurrency(const workflow::Token* concurrency, const SourceFilePtr& file,
                                                     const expr::Scope& scope, KnownContexts known) {
  if (concurrency == nullptr || !is_known_before_run(*concurrency, known)) {
    return std::optional<Concurrency>();
  }
  return evaluate_concurrency(concurrency, file, scope);
}

}  // namespace ropewalk::plan
