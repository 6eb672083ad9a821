// Actions of the repository itself that a step cannot find: there is no such folder, or nothing has put it there yet.
#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "lint/known_action.h"
#include "lint/rules.h"
#include "lint/visit.h"

namespace ropewalk::lint {
namespace {

using workflow::Step;
using workflow::Token;

constexpr std::string_view kCode = "local-action-not-found";

bool is_text(const Token* token) { return token != nullptr && token->kind == Token::Kind::kString; }

/// What earlier steps have brought into the workspace, as far as their text tells.
struct Workspace {
  /// The repository is there, at its top.
  bool has_checkout = false;
  /// Something else may be there, too.
  bool may_have_more = false;

  void see(const Step& step) {
    if (step.uses == nullptr) {
      may_have_more = may_have_more || step.run != nullptr;
      return;
    }
    if (!own_folder(step).empty()) {
      return;  // it was found there, or is told of by itself
    }
    const bool is_checkout = is_text(step.uses) && to_lower(step.uses->text).starts_with("actions/checkout@");
    const bool is_elsewhere =
        step.with != nullptr && (step.with->kind != Token::Kind::kMapping || step.with->find("path") != nullptr ||
                                 step.with->find("repository") != nullptr || step.with->find("ref") != nullptr);
    has_checkout = has_checkout || is_checkout;
    may_have_more = may_have_more || !is_checkout || is_elsewhere;
  }
};

class Check {
 public:
  Check(SourceFilePtr file, const LocalActions& local_actions, Findings& findings)
      : file_(std::move(file)), local_actions_(local_actions), findings_(findings) {}

  void job(const workflow::Job& job) {
    Workspace workspace;
    for_each_step(job.steps, [&](const Step& step) {
      // What `$/` names is there without a checkout.
      const bool needs_checkout = own_folder(step).starts_with(".");
      if (needs_checkout && !workspace.has_checkout && !workspace.may_have_more) {
        tell(step, fmt::format("nothing has checked out the repository that {} is in", own_folder(step)),
             "A job's workspace is empty until a step uses actions/checkout.");
        workspace.has_checkout = true;  // told once for a job
      } else {
        folder(step, workspace.may_have_more);
      }
      workspace.see(step);
    });
  }

  /// In an action the caller's workspace is what it is.
  void steps(const std::vector<Step>& steps) {
    for_each_step(steps, [&](const Step& step) { folder(step, false); });
  }

 private:
  void folder(const Step& step, bool may_be_made) {
    const std::string_view name = own_folder(step);
    if (name.empty() || !local_actions_) {
      return;
    }
    const auto action = local_actions_(name);
    if (action) {
      return;
    }
    if (action.error().kind != ErrorKind::kNotFound) {
      tell(step, fmt::format("the action in {} has errors", name), fmt::format("{}", action.error().message));
    } else if (!may_be_made) {
      tell(step, fmt::format("there is no action in {}", name),
           "It would be a folder of this repository with an action.yml, an action.yaml or a Dockerfile.");
    }
  }

  void tell(const Step& step, std::string message, std::string hint) {
    findings_.push_back(
        {.code = kCode, .message = std::move(message), .hint = std::move(hint), .place = {file_, step.uses->span}});
  }

  SourceFilePtr file_;
  const LocalActions& local_actions_;
  Findings& findings_;
};

void check(const WorkflowSubject& subject, Findings& findings) {
  Check rule(subject.workflow.file, subject.local_actions, findings);
  for (const workflow::Job& job : subject.workflow.jobs) {
    rule.job(job);
  }
}

void check_action(const ActionSubject& subject, Findings& findings) {
  Check(subject.action.file, subject.local_actions, findings).steps(subject.action.steps);
}

}  // namespace

Rule local_actions() {
  return {.code = kCode,
          .summary = "A step uses an action of this repository that it will not find.",
          .why =
              "The step fails when it is reached: the folder is not in the repository, its action file has errors, or "
              "no step before has checked the repository out. Nothing is said where an earlier step may make the "
              "folder.",
          .fix =
              "Correct the path, which counts from the top of the repository; mend the action file; or put "
              "actions/checkout in front.",
          .check = check,
          .check_action = check_action};
}

}  // namespace ropewalk::lint
