#include "plan/runs_on.h"

#include "base/strings.h"
#include "workflow/evaluated.h"

namespace ropewalk::plan {
namespace {

tl::unexpected<Error> unexpected(const workflow::Evaluated& value, const SourceFilePtr& file) {
  return fail(ErrorKind::kInvalid, workflow::unexpected_text(value.value), {}, SourceRef{file, value.span});
}

Result<void> add_label(const workflow::Evaluated& value, const SourceFilePtr& file, std::vector<std::string>& labels) {
  if (!value.value.is_primitive() || trim(value.value.to_text()).empty()) {
    return unexpected(value, file);
  }
  labels.push_back(value.value.to_text());
  return {};
}

Result<void> add_labels(const workflow::Evaluated& value, const SourceFilePtr& file, std::vector<std::string>& labels) {
  if (value.kind() != expr::Kind::kArray) {
    return add_label(value, file, labels);
  }
  for (const workflow::Evaluated& item : value.items) {
    if (auto added = add_label(item, file, labels); !added) {
      return added;
    }
  }
  return {};
}

}  // namespace

Result<RunsOn> runs_on_labels(const workflow::Token& runs_on, const SourceFilePtr& file, const expr::Scope& scope) {
  const auto value = workflow::evaluate_in_place(runs_on, file, scope);
  if (!value) {
    return fail(value.error());
  }
  RunsOn result;
  if (value->kind() != expr::Kind::kObject) {
    if (auto added = add_labels(*value, file, result.labels); !added) {
      return fail(added.error());
    }
  } else {
    for (const workflow::EvaluatedMember& member : value->members) {
      if (equals_ignoring_case(member.key, "labels") && !member.value.value.is_null()) {
        if (auto added = add_labels(member.value, file, result.labels); !added) {
          return fail(added.error());
        }
      } else if (equals_ignoring_case(member.key, "group") && !member.value.value.is_null()) {
        if (!member.value.value.is_primitive()) {
          return unexpected(member.value, file);
        }
        result.group = member.value.value.to_text();
      }
    }
  }
  if (result.labels.empty() && (!result.group || result.group->empty())) {
    return fail(ErrorKind::kInvalid, "'runs-on' has neither a label nor a group", {}, SourceRef{file, value->span});
  }
  return result;
}

}  // namespace ropewalk::plan
