// Errors in a called workflow name the call that led to it.
#include "workflow/called_workflows.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "workflow/convert/jobs.h"
#include "workflow/convert/uses.h"

namespace ropewalk::workflow {
namespace {

std::optional<Permissions> own_or(const Token* own, std::optional<Permissions> inherited, const Dialect& dialect) {
  return own == nullptr ? inherited : read_permissions(*own, dialect);
}

}  // namespace

void CalledWorkflows::load_all(Workflow& workflow) {
  const auto permissions = own_or(workflow.permissions, std::nullopt, state_.options.dialect);
  if (!load_jobs(workflow, {}, permissions, 1)) {
    forget();
  }
}

/// `uses` is how the workflow itself was called, `permissions` what its jobs have that state none.
bool CalledWorkflows::load_jobs(Workflow& workflow, const std::string& uses, std::optional<Permissions> permissions,
                                int depth) {
  for (Job& job : workflow.jobs) {
    if (job.uses == nullptr) {
      continue;
    }
    const Call call{job, workflow.file, uses, own_or(job.permissions, permissions, state_.options.dialect), depth};
    if (!load(call)) {
      return false;
    }
  }
  return true;
}

bool CalledWorkflows::load(const Call& call) {
  if (call.depth > state_.options.max_nested_reusable_depth) {
    return error(call,
                 fmt::format("Nested reusable workflow depth exceeded {}.", state_.options.max_nested_reusable_depth));
  }
  const std::string uses = qualified_uses(call.job.uses->text, call.caller_uses);
  const std::size_t first_problem = state_.problems.size();
  Loaded loaded;
  const bool is_right = load_and_check(call, uses, loaded);
  state_.problems.set_caller(first_problem, {call.caller, call.job.uses->span});
  if (!is_right) {
    return false;
  }
  if (loaded.obstacle) {
    note_unread(call, uses, *loaded.obstacle);
    return true;
  }
  call.job.called = loaded.workflow;
  const Workflow& called = *loaded.workflow;
  const auto permissions = own_or(called.permissions, call.permissions, state_.options.dialect);
  return load_jobs(*loaded.workflow, uses, permissions, call.depth + 1);
}

bool CalledWorkflows::load_and_check(const Call& call, const std::string& uses, Loaded& loaded) {
  const auto known = loaded_.find(uses);
  if (known != loaded_.end()) {
    loaded = known->second;
    if (!read_again(loaded)) {
      return false;
    }
  } else {
    loaded = read(call, uses);
    if (!state_.problems.empty()) {
      return false;
    }
    loaded_.emplace(uses, loaded);
  }
  if (loaded.obstacle) {
    return true;
  }
  check_call(call.job, *loaded.workflow, state_);
  check_permissions(call, uses, *loaded.workflow);
  return state_.problems.empty();
}

CalledWorkflows::Loaded CalledWorkflows::read(const Call& call, const std::string& uses) {
  const int most = state_.options.max_files;
  // The first file is the caller of them all.
  if (most > 0 && static_cast<int>(loaded_.size()) + 2 > most) {
    error(call, fmt::format("The maximum file count of {} has been exceeded", most));
    return {};
  }
  const Result<SourceFilePtr> file = load_(uses);
  if (!file) {
    const Error& why = file.error();
    if (why.kind == ErrorKind::kIncomplete) {
      return {.workflow = nullptr, .bytes = 0, .obstacle = why};
    }
    state_.error_at(*call.job.uses,
                    why.kind == ErrorKind::kInvalid
                        ? why.message
                        : fmt::format("Error parsing called workflow '{}': {}", uses, why.message),
                    why.hint);
    return {};
  }
  const std::size_t before = state_.budget.used();
  std::shared_ptr<Workflow> workflow = read_file(*file, state_);
  return {.workflow = std::move(workflow), .bytes = state_.budget.used() - before, .obstacle = {}};
}

/// A workflow that is called twice has its own calls looked at twice.
void CalledWorkflows::note_unread(const Call& call, const std::string& uses, const Error& obstacle) {
  const Span span = call.job.uses->span;
  const bool is_known = std::any_of(state_.unread.begin(), state_.unread.end(), [&](const Error& known) {
    return known.place.file == call.caller && known.place.span == span;
  });
  if (is_known) {
    return;
  }
  state_.unread.push_back({ErrorKind::kIncomplete,
                           fmt::format("The called workflow '{}' could not be read: {}", uses, obstacle.message),
                           obstacle.hint,
                           {call.caller, span}});
}

/// Counts what reading the file once more would have cost.
bool CalledWorkflows::read_again(Loaded& loaded) {
  if (loaded.obstacle) {
    return true;
  }
  if (!state_.budget.add(loaded.bytes)) {
    state_.file_error(loaded.workflow->file, {}, "Maximum object size exceeded");
    return false;
  }
  for (const Job& job : loaded.workflow->jobs) {
    Token id;
    id.file = state_.file_index(loaded.workflow->file);
    id.span = job.id_span;
    count_job(state_, id);
  }
  return state_.problems.empty();
}

void CalledWorkflows::check_permissions(const Call& call, const std::string& uses, const Workflow& called) {
  if (called.permissions != nullptr) {
    report_excess(call, uses, nullptr, *called.permissions);
  }
  for (const Job& job : called.jobs) {
    if (job.permissions != nullptr) {
      report_excess(call, uses, &job, *job.permissions);
    }
  }
}

void CalledWorkflows::report_excess(const Call& call, const std::string& uses, const Job* nested,
                                    const Token& requested) {
  const Dialect& dialect = state_.options.dialect;
  const Permissions allowed = call.permissions ? *call.permissions
                                               : default_permissions(state_.options.permissions_policy,
                                                                     dialect.calls_may_have_id_token, dialect);
  const auto found = excess(read_permissions(requested, dialect), allowed);
  if (!found) {
    return;
  }
  std::string who = "The workflow";
  if (nested != nullptr) {
    const bool has_name =
        nested->name != nullptr && nested->name->kind == Token::Kind::kString && !nested->name->text.empty();
    who =
        fmt::format("The nested job '{}'", dialect.tells_callees_by_name && has_name ? nested->name->text : nested->id);
  } else if (dialect.tells_callees_by_name) {
    who = fmt::format("The workflow '{}'", uses);
  }
  Token place;
  place.file = state_.file_index(call.caller);
  place.span = call.job.id_span;
  state_.error_at(place,
                  fmt::format("Error calling workflow '{}'. {} is requesting '{}', but is only allowed '{}'.", uses,
                              who, found->requested, found->allowed),
                  "Give the job that calls it these permissions.");
}

/// An error that GitHub's message gives no place.
bool CalledWorkflows::error(const Call& call, std::string message, std::string hint) {
  state_.problems.add(
      {.error = {ErrorKind::kInvalid, std::move(message), std::move(hint), {call.caller, call.job.uses->span}},
       .reach = Reach::kNothing});
  return false;
}

/// Workflows that call each other would hold each other; after an error nobody needs them.
void CalledWorkflows::forget() {
  for (auto& [uses, loaded] : loaded_) {
    if (loaded.obstacle) {
      continue;
    }
    for (Job& job : loaded.workflow->jobs) {
      job.called = nullptr;
    }
  }
}

}  // namespace ropewalk::workflow
