// Loads the workflows that a workflow calls, and those that they call (actions/runner: ReusableWorkflowsLoader.cs).
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/strings.h"
#include "workflow/permissions.h"
#include "workflow/workflow_set.h"

namespace ropewalk::workflow {

/// Loads every call of one workflow; used once. A workflow that is called several times is read once and checked for
/// each call; its size counts against the limits each time, as it does at GitHub, which also bounds the time that
/// calls of calls can take.
class CalledWorkflows {
 public:
  CalledWorkflows(ReadState& state, const WorkflowLoader& load) : state_(state), load_(load) {}

  /// Sets `called` of every job that calls a workflow. Stops at the first call with an error, which is noted.
  void load_all(Workflow& workflow);

 private:
  /// A call on its way: what it may do and where its relative paths start from.
  struct Call {
    Job& job;
    SourceFilePtr caller;
    std::string caller_uses;
    std::optional<Permissions> permissions;
    int depth = 1;
  };
  struct Loaded {
    std::shared_ptr<Workflow> workflow;
    std::size_t bytes = 0;
    /// Why it stays unread, when it does.
    std::optional<Error> obstacle;
  };

  bool load_jobs(Workflow& workflow, const std::string& uses, std::optional<Permissions> permissions, int depth);
  bool load(const Call& call);
  bool load_and_check(const Call& call, const std::string& uses, Loaded& loaded);
  Loaded read(const Call& call, const std::string& uses);
  bool read_again(Loaded& loaded);
  void note_unread(const Call& call, const std::string& uses, const Error& obstacle);
  void check_permissions(const Call& call, const std::string& uses, const Workflow& called);
  void report_excess(const Call& call, const std::string& uses, const Job* nested, const Token& requested);
  bool error(const Call& call, std::string message, std::string hint = {});
  void forget();

  ReadState& state_;
  const WorkflowLoader& load_;
  std::map<std::string, Loaded, LessIgnoringCase> loaded_;
};

}  // namespace ropewalk::workflow
