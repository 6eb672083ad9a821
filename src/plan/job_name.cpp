#include "plan/job_name.h"

#include "plan/names.h"

namespace ropewalk::plan {

Result<std::string> job_display_name(const workflow::Job& job, const SourceFilePtr& file, const Leg& leg,
                                     const expr::Scope& scope) {
  const bool is_written = job.name != nullptr && job.name->kind == workflow::Token::Kind::kString;
  const std::string_view plain = is_written && !job.name->text.empty() ? job.name->text : job.id;
  if (job.name != nullptr && job.name->kind == workflow::Token::Kind::kExpression) {
    const auto name = workflow::evaluate(*job.name, scope);
    if (!name) {
      return fail(ErrorKind::kInvalid, name.error().message, {}, SourceRef{file, name.error().span});
    }
    if (std::string text = name->to_text(); !text.empty()) {
      return text;
    }
  }
  return leg_name(plain, leg.values);
}

}  // namespace ropewalk::plan
