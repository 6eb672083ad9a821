#include "app/lock_actions.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "actions/action_folder.h"
#include "actions/resolve.h"
#include "app/find_workflows.h"
#include "app/read_workflows.h"
#include "base/strings.h"
#include "workflow/workflow_reference.h"

namespace ropewalk::app {
namespace {

/// Actions that lie deeper in one another than any runner goes.
constexpr int kDeepest = 10;

class Locker {
 public:
  Locker(const ports::Files& files, const Place& place, const actions::ActionLock& known,
         actions::FetchedActions& store, std::stop_token stop)
      : files_(files), place_(place), known_(known), store_(store), stop_(std::move(stop)) {}

  void add_steps(const std::vector<workflow::Step>& steps, const SourceFilePtr& file, int depth) {
    for (const workflow::Step& step : steps) {
      if (step.uses != nullptr && step.uses->is_literal()) {
        add(std::string(trim(step.uses->text)), {file, step.uses->span}, depth);
      }
      add_steps(step.parallel, file, depth);
    }
  }

  /// Also of the workflows that it calls: those of other repositories are held as actions are.
  void add_workflow(const workflow::Workflow& workflow, int depth) {
    for (const workflow::Job& job : workflow.jobs) {
      add_steps(job.steps, workflow.file, depth);
      if (job.uses == nullptr) {
        continue;
      }
      const auto reference = workflow::parse_workflow_reference(trim(job.uses->text));
      if (reference && !reference->repository.empty()) {
        const std::size_t slash = reference->repository.find('/');
        hold({.owner = std::string(reference->repository.substr(0, slash)),
              .repository = std::string(reference->repository.substr(slash + 1)),
              .path = {},
              .ref = std::string(reference->version)},
             {workflow.file, job.uses->span});
      }
      if (job.called && depth < kDeepest) {
        add_workflow(*job.called, depth + 1);
      }
    }
  }

  /// Each once: what several workflows use, and what a called one says of itself, is one trouble.
  void add_trouble(Error error) {
    const auto is_same = [&](const Error& other) { return other.message == error.message && other.hint == error.hint; };
    if (std::ranges::none_of(done_.trouble, is_same)) {
      done_.trouble.push_back(std::move(error));
    }
  }
  LockedActions take() { return std::move(done_); }

 private:
  void add(const std::string& uses, const SourceRef& place, int depth) {
    if (depth > kDeepest || uses.starts_with("docker://") || stop_.stop_requested() || !seen_.insert(uses).second) {
      return;
    }
    if (actions::is_own_folder(uses)) {
      auto action = actions::resolve_action(uses, place_.top, files_, nullptr, stop_);
      if (action) {
        add_steps_of(std::get<actions::FolderAction>(action->action), depth);
      }
      return;  // one that is made while the workflow runs cannot be looked at before
    }
    const auto reference = actions::parse_action_reference(uses);
    if (!reference) {
      add_trouble(at(reference.error(), place));
      return;
    }
    add_reference(*reference, place, depth);
  }

  /// Whether its commit is known now.
  bool hold(const actions::ActionReference& reference, const SourceRef& place) {
    const std::string key = actions::lock_key(reference);
    if (done_.lock.contains(key)) {
      return true;
    }
    if (!unknown_.emplace(key).second) {
      return false;  // it was asked for already
    }
    const auto known = store_.overrides(reference) ? known_.end() : known_.find(key);
    auto commit =
        known != known_.end() ? Result<std::optional<std::string>>(known->second) : store_.commit_now(reference, stop_);
    if (!commit) {
      add_trouble(at(std::move(commit.error()), place));
      return false;
    }
    if (*commit) {
      done_.lock.emplace(key, std::move(**commit));
    }
    return commit->has_value();
  }

  void add_reference(const actions::ActionReference& reference, const SourceRef& place, int depth) {
    if (!hold(reference, place)) {
      return;
    }
    const std::string key = actions::lock_key(reference);
    if (actions::availability(reference.owner + "/" + reference.repository +
                              (reference.path.empty() ? "" : "/" + reference.path) + "@" + reference.ref) ==
            actions::ActionOrigin::kNative &&
        !store_.overrides(reference)) {
      return;  // what it would use in turn is never run
    }
    actions::ActionReference pinned = reference;
    if (!store_.overrides(reference)) {
      pinned.ref = done_.lock.at(key);
    }
    const auto action = store_.fetch(pinned, stop_);
    if (!action) {
      add_trouble(at(action.error(), place));
      return;
    }
    add_steps_of(*action, depth);
  }

  void add_steps_of(const actions::FolderAction& action, int depth) {
    add_steps(action.file->steps, action.file->file, depth + 1);
  }

  static Error at(Error error, const SourceRef& place) {
    if (!error.place.has_place()) {
      error.place = place;
    }
    return error;
  }

  const ports::Files& files_;
  const Place& place_;
  const actions::ActionLock& known_;
  actions::FetchedActions& store_;
  std::stop_token stop_;
  std::set<std::string> seen_;
  std::set<std::string, LessIgnoringCase> unknown_;
  LockedActions done_;
};

}  // namespace

Result<LockedActions> lock_actions(const ports::Files& files, const Place& place, const actions::ActionLock& known,
                                   actions::FetchedActions& store, std::stop_token stop) {
  const auto paths = find_workflows(files, place, {});
  if (!paths) {
    return fail(paths.error());
  }
  const ReadWorkflows read = read_workflows(files, place.top, *paths, &store);
  Locker locker(files, place, known, store, stop);
  for (const plan::BrokenWorkflow& broken : read.broken) {
    for (const Error& error : broken.errors) {
      locker.add_trouble(error);
    }
  }
  for (const auto& workflow : read.workflows) {
    locker.add_workflow(*workflow, 0);
  }
  if (stop.stop_requested()) {
    return fail(ErrorKind::kInterrupted, "the search for actions was interrupted");
  }
  return locker.take();
}

}  // namespace ropewalk::app
