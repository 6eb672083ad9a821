#include "plan/job_environment.h"

namespace ropewalk::plan {

const workflow::Token* environment_name(const workflow::Job& job) {
  if (job.environment == nullptr || job.environment->kind == workflow::Token::Kind::kNull) {
    return nullptr;
  }
  const bool is_mapping = job.environment->kind == workflow::Token::Kind::kMapping;
  return is_mapping ? job.environment->find("name") : job.environment;
}

}  // namespace ropewalk::plan
