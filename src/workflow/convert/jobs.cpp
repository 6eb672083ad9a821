// One job after another; then their order.
#include "workflow/convert/jobs.h"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

#include "workflow/convert/condition.h"
#include "workflow/convert/id_builder.h"
#include "workflow/convert/job_checks.h"
#include "workflow/convert/needs.h"
#include "workflow/convert/steps.h"

namespace ropewalk::workflow {
namespace {

/// A key whose value the job keeps as it is.
struct PlainKey {
  std::string_view name;
  const Token* Job::* field;
};

constexpr std::array<PlainKey, 18> kPlainKeys = {{
    {"name", &Job::name},
    {"strategy", &Job::strategy},
    {"continue-on-error", &Job::continue_on_error},
    {"timeout-minutes", &Job::timeout_minutes},
    {"cancel-timeout-minutes", &Job::cancel_timeout_minutes},
    {"concurrency", &Job::concurrency},
    {"permissions", &Job::permissions},
    {"env", &Job::env},
    {"environment", &Job::environment},
    {"defaults", &Job::defaults},
    {"runs-on", &Job::runs_on},
    {"container", &Job::container},
    {"services", &Job::services},
    {"outputs", &Job::outputs},
    {"snapshot", &Job::snapshot},
    {"uses", &Job::uses},
    {"with", &Job::with},
    {"secrets", &Job::secrets},
}};

void convert_needs(const Token& needs, Job& job) {
  if (needs.kind == Token::Kind::kString) {
    job.needs.push_back({needs.text, needs.span});
    return;
  }
  for (const Token& need : needs.items) {
    job.needs.push_back({need.text, need.span});
  }
}

void check(Conversion& conversion, std::string_view key, const Token& value) {
  if (key == "runs-on") {
    check_runs_on(conversion, value);
  }
  if (key == "snapshot") {
    check_snapshot(conversion, value);
  }
  if (key == "strategy") {
    check_strategy(conversion, value);
  }
  if (key == "container") {
    check_container(conversion, value, false);
  }
  if (key == "services") {
    check_services(conversion, value);
  }
  if (key == "concurrency") {
    check_concurrency(conversion, value);
  }
}

void take_property(Conversion& conversion, const Member& member, Job& job, const Token*& condition) {
  const std::string_view key = member.key.text;
  const Token& value = member.value;
  if (key == "steps") {
    job.steps = convert_steps(conversion, value);
  } else if (key == "needs") {
    convert_needs(value, job);
  } else if (key == "if") {
    condition = &value;
    job.condition = convert_condition(conversion, &value, ConditionKind::kJob);
  } else {
    check(conversion, key, value);
    for (const PlainKey& plain : kPlainKeys) {
      if (plain.name == key) {
        job.*plain.field = &value;
      }
    }
  }
}

Job convert_job(Conversion& conversion, const Token& id, const Token& definition) {
  IdBuilder ids(conversion.state.options.dialect.has_slip_in_id_error);
  if (std::string problem = ids.take(id.text); !problem.empty()) {
    conversion.state.error_at(id, std::move(problem));
  }
  Job job;
  job.id = id.text;
  job.id_span = id.span;
  job.span = definition.span;
  const Token* condition = nullptr;
  for (const Member& member : definition.members) {
    take_property(conversion, member, job, condition);
  }
  if (condition == nullptr) {
    job.condition = convert_condition(conversion, nullptr, ConditionKind::kJob);
  }
  job.inherits_secrets = job.secrets != nullptr && job.secrets->kind == Token::Kind::kString;
  if (job.inherits_secrets) {
    job.secrets = nullptr;
  }
  return job;
}

}  // namespace

void count_job(ReadState& state, const Token& id) {
  ++state.job_count;
  const std::size_t most = state.options.max_jobs;
  if (most == 0 || state.job_count != most + 1) {
    return;
  }
  if (state.options.dialect.counts_jobs_at_the_end) {
    state.problems.add(
        {.error = {ErrorKind::kInvalid, fmt::format("The workflow may not contain more than {} jobs", most)},
         .reach = Reach::kNothing,
         .is_of_all_files = true});
    return;
  }
  state.error_at(id, fmt::format("Workflows may not contain more than {} jobs across all referenced files", most));
}

std::vector<Job> convert_jobs(Conversion& conversion, const Token& jobs) {
  std::vector<Job> result;
  result.reserve(jobs.members.size());
  for (const Member& member : jobs.members) {
    count_job(conversion.state, member.key);
    result.push_back(convert_job(conversion, member.key, member.value));
  }
  if (conversion.state.problems.empty()) {
    check_needs(conversion, jobs, result);
  }
  return result;
}

}  // namespace ropewalk::workflow
