#include "engine/run_context.h"

#include <algorithm>
#include <chrono>

#include "base/hash.h"
#include "base/strings.h"
#include "engine/job/host_variables.h"
#include "plan/github_context.h"

namespace ropewalk::engine {
namespace {

constexpr std::size_t kTokenBytes = 18;

std::string find_text(const NamedTexts& pairs, std::string_view name) {
  const auto found = std::find_if(pairs.begin(), pairs.end(),
                                  [&](const auto& pair) { return equals_ignoring_case(pair.first, name); });
  return found == pairs.end() ? std::string() : found->second;
}

/// Of the form of GitHub's own, so that programs that look at it are content. It opens nothing.
std::string make_token(ports::Random& random) { return "ghs_" + to_hex(random.bytes(kTokenBytes)); }

bool asks_for_debug(const RunContext& run) {
  // As on GitHub a secret decides before a variable.
  std::string asked = find_text(run.secrets, "ACTIONS_STEP_DEBUG");
  if (asked.empty()) {
    asked = find_text(run.options.variables, "ACTIONS_STEP_DEBUG");
  }
  return equals_ignoring_case(asked, "true") || asked == "1";
}

}  // namespace

/// Whatever ends the making, an exception too, lets the next one at it.
class SnapshotOnce::MakingGuard {
 public:
  MakingGuard(SnapshotOnce& once, std::unique_lock<std::mutex>& lock) : once_(once), lock_(lock) {
    once_.is_being_made_ = true;
  }
  ~MakingGuard() {
    if (!lock_.owns_lock()) {
      lock_.lock();
    }
    once_.is_being_made_ = false;
    once_.made_.notify_all();
  }
  MakingGuard(const MakingGuard&) = delete;
  MakingGuard& operator=(const MakingGuard&) = delete;

 private:
  SnapshotOnce& once_;
  std::unique_lock<std::mutex>& lock_;
};

Result<const ports::Snapshot*> SnapshotOnce::get(const std::stop_token& stop) {
  if (repository_ == nullptr) {
    return nullptr;
  }
  // Another job may be making it, which takes long in a big repository: who waits for it can still be stopped.
  std::unique_lock lock(mutex_);
  if (!made_.wait(lock, stop, [this] { return !is_being_made_; })) {
    return fail(ErrorKind::kInterrupted, "the snapshot of the repository was not waited for");
  }
  if (!snapshot_) {
    const MakingGuard guard(*this, lock);
    lock.unlock();
    auto made = repository_->snapshot(request_, folder_, stop);
    lock.lock();
    if (!made && made.error().kind == ErrorKind::kInterrupted) {
      return fail(std::move(made.error()));
    }
    snapshot_ = std::move(made);
  }
  if (!*snapshot_) {
    return fail(snapshot_->error());
  }
  return &**snapshot_;
}

ports::SnapshotRequest snapshot_request(const plan::Event& event, const EngineOptions& options) {
  return {.what = options.snapshot,
          .ref = event.ref,
          .pull = event.pull,
          .standing = event.standing,
          .allows_push = options.allows_push};
}

expr::Value text_object(const NamedTexts& secrets) {
  expr::Object object;
  for (const auto& [name, value] : secrets) {
    object.set(name, value);
  }
  return object;
}

EnvironmentTexts texts_in_environment(const RunContext& run, const NamedTexts& secrets, std::string_view environment) {
  const auto& known = run.options.environments;
  const auto found = std::find_if(known.begin(), known.end(), [&](const EnvironmentValues& one) {
    return !environment.empty() && equals_ignoring_case(one.name, environment);
  });
  EnvironmentTexts texts{.secrets = secrets, .variables = run.variables};
  if (found == known.end()) {
    return texts;
  }
  texts.secrets.insert(texts.secrets.end(), found->secrets.begin(), found->secrets.end());
  if (!found->variables.empty()) {
    NamedTexts variables = run.options.variables;
    variables.insert(variables.end(), found->variables.begin(), found->variables.end());
    texts.variables = text_object(variables);
  }
  return texts;
}

RunContext make_run_context(const plan::Event& event, const plan::PlannedRun& planned, const RunIdentity& identity,
                            const EnginePorts& ports, const EngineOptions& options, Recorder& recorder,
                            SnapshotOnce& snapshot) {
  RunContext run{.event = event,
                 .planned = planned,
                 .identity = identity,
                 .ports = ports,
                 .options = options,
                 .recorder = recorder,
                 .snapshot = snapshot,
                 .github = expr::Object(),
                 .github_value = {},
                 .variables = text_object(options.variables),
                 .secrets = options.secrets,
                 .token = find_text(options.secrets, "GITHUB_TOKEN"),
                 .masker = recorder.secrets(),
                 .event_json = to_pretty_json_text(event.payload),
                 .writes_debug = false};
  if (run.token.empty()) {
    run.token = make_token(ports.random);
    run.secrets.emplace_back("GITHUB_TOKEN", run.token);
  }
  run.github = plan::github_context(event, {.run_id = identity.id.text().substr(0, identity.id.text().find('-')),
                                            .run_number = identity.number,
                                            .run_attempt = identity.attempt,
                                            .workflow_name = planned.name,
                                            .workflow_path = planned.path,
                                            .token = run.token});
  run.github_value = run.github;
  for (const auto& [name, value] : run.secrets) {
    run.masker.add_secret(value);
  }
  for (const EnvironmentValues& environment : options.environments) {
    for (const auto& [name, value] : environment.secrets) {
      run.masker.add_secret(value);
    }
  }
  for (const std::string& secret : host_variables(ports.machine).secrets) {
    run.masker.add_secret(secret);
  }
  run.masker.add_value(to_base64("x-access-token:" + run.token));
  run.writes_debug = asks_for_debug(run);
  return run;
}

}  // namespace ropewalk::engine
