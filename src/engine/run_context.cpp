#include "engine/run_context.h"

#include <algorithm>

#include "base/hash.h"
#include "base/strings.h"
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

Result<const ports::Snapshot*> SnapshotOnce::get() {
  if (repository_ == nullptr) {
    return nullptr;
  }
  const std::lock_guard lock(mutex_);
  if (!snapshot_) {
    snapshot_ = repository_->snapshot(what_, folder_);
  }
  if (!*snapshot_) {
    return fail(snapshot_->error());
  }
  return &**snapshot_;
}

expr::Value text_object(const NamedTexts& secrets) {
  expr::Object object;
  for (const auto& [name, value] : secrets) {
    object.set(name, value);
  }
  return object;
}

RunContext make_run_context(const plan::Event& event, const plan::PlannedRun& planned, const RunIdentity& identity,
                            const EnginePorts& ports, const EngineOptions& options, Backend& backend,
                            Recorder& recorder, SnapshotOnce& snapshot) {
  RunContext run{.event = event,
                 .planned = planned,
                 .identity = identity,
                 .ports = ports,
                 .options = options,
                 .backend = backend,
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
  run.github = plan::github_context(event, {.run_id = identity.id.text(),
                                            .run_number = identity.number,
                                            .run_attempt = identity.attempt,
                                            .workflow_name = planned.name,
                                            .workflow_path = planned.path,
                                            .token = run.token});
  run.github_value = run.github;
  for (const auto& [name, value] : run.secrets) {
    run.masker.add_secret(value);
  }
  run.masker.add_value(to_base64("x-access-token:" + run.token));
  run.writes_debug = asks_for_debug(run);
  return run;
}

}  // namespace ropewalk::engine
