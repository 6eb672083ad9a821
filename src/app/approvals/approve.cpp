#include "app/approvals/approve.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/deploy/open_environment.h"
#include "base/hash.h"
#include "base/strings.h"
#include "deploy/queue/start.h"
#include "deploy/room.h"
#include "ports/http_retry.h"

namespace ropewalk::app {
namespace {

using deploy::Outcome;

constexpr int kPlanLooks = 40;
constexpr std::chrono::milliseconds kPlanLook{50};

std::vector<std::string> folders_in(const ports::Files& files, const std::filesystem::path& folder) {
  std::vector<std::string> names;
  const auto entries = files.list(folder);
  for (const ports::FileEntry& entry : entries ? *entries : std::vector<ports::FileEntry>()) {
    if (entry.type == ports::FileType::kDirectory) {
      names.push_back(entry.path.filename().string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

std::string service_of_jobs(std::string_view repository) { return file_name_of(fmt::format("jobs of {}", repository)); }

std::vector<KnownEnvironment> all_environments(const ports::Files& files, const ports::Environment& environment) {
  std::vector<KnownEnvironment> all;
  const std::filesystem::path top = deployments_folder(environment);
  for (const std::string& service : folders_in(files, top)) {
    const std::filesystem::path below = top / service / "environments";
    for (const std::string& name : folders_in(files, below)) {
      if (is_known_environment(files, below / name)) {
        all.push_back({service, name, below / name});
      }
    }
  }
  return all;
}

Result<FoundDeployment> find_waiting(std::int64_t number, const std::string& service, const std::string& name,
                                     const std::vector<KnownEnvironment>& environments, deploy::Stores& stores) {
  std::vector<FoundDeployment> waiting;
  std::optional<FoundDeployment> other;
  for (const KnownEnvironment& one : environments) {
    if ((!service.empty() && one.service != service) || (!name.empty() && !equals_ignoring_case(one.name, name))) {
      continue;
    }
    auto store = stores.open(one.folder.string());
    if (!store) {
      return fail(std::move(store.error()));
    }
    auto deployment = (*store)->deployment(number);
    if (!deployment) {
      return fail(std::move(deployment.error()));
    }
    if (!*deployment) {
      continue;
    }
    FoundDeployment found{one, std::move(*store), std::move(**deployment)};
    if (found.deployment.outcome == Outcome::kWaiting) {
      waiting.push_back(std::move(found));
    } else if (!other) {
      other = std::move(found);
    }
  }
  if (waiting.size() > 1) {
    std::vector<std::string> names;
    for (const FoundDeployment& one : waiting) {
      names.push_back(fmt::format("{} of {}", one.environment.name, one.environment.service));
    }
    return fail(ErrorKind::kUsage,
                fmt::format("more than one environment has a deployment {} that waits: {}", number, join(names, ", ")),
                "say which with --environment");
  }
  if (!waiting.empty()) {
    return std::move(waiting.front());
  }
  if (other) {
    return std::move(*other);
  }
  return fail(ErrorKind::kNotFound,
              fmt::format("there is no deployment {}{}{}", number, name.empty() ? "" : " to ", name),
              "`ropewalk status` shows what waits");
}

Result<std::vector<WaitingJobRow>> waiting_jobs(const std::string& name, const std::set<RunId>& running,
                                                const std::vector<KnownEnvironment>& environments,
                                                deploy::Stores& stores) {
  constexpr std::size_t kNewest = 100;
  std::vector<WaitingJobRow> rows;
  for (const KnownEnvironment& one : environments) {
    if (!name.empty() && !equals_ignoring_case(one.name, name)) {
      continue;
    }
    const auto store = stores.open(one.folder.string());
    if (!store) {
      return fail(store.error());
    }
    const auto newest = (*store)->deployments(kNewest);
    if (!newest) {
      return fail(newest.error());
    }
    for (const deploy::Deployment& deployment : *newest) {
      if (deployment.strategy != kJobStrategy || deployment.outcome != Outcome::kWaiting ||
          !running.contains(RunId(deployment.run))) {
        continue;
      }
      const auto events = (*store)->events(0, deployment.number);
      rows.push_back({.environment = deployment.environment,
                      .number = deployment.number,
                      .wish = events && !events->empty() ? events->front().text : std::string(),
                      .run = RunId(deployment.run),
                      .by = deployment.by});
    }
  }
  return rows;
}

Result<deploy::Identity> github_identity(const std::string& token, const std::string& api_url, ports::Http& http,
                                         const std::stop_token& stop) {
  const auto answer = http.send({.url = api_url + "/user",
                                 .headers = {{"Authorization", "Bearer " + token},
                                             {"Accept", "application/vnd.github+json"},
                                             {"X-GitHub-Api-Version", "2022-11-28"}}},
                                stop);
  if (!answer) {
    return fail(answer.error());
  }
  const auto body = parse_json(answer->body, "GitHub's answer");
  const std::string_view login =
      answer->is_success() && body && body->is_object() ? string_member(body->as_object(), "login") : "";
  if (login.empty()) {
    return fail(ErrorKind::kInvalid, fmt::format("the token proves nobody: GitHub answers {}", answer->status),
                "use a token of the person who approves");
  }
  return deploy::Identity{deploy::Identity::Kind::kGithub, to_lower(login)};
}

Result<deploy::ApprovalStatus> vote(FoundDeployment& found, const VoteRequest& request, ports::Clock& clock) {
  // A deployment is there a moment before its plan.
  const ports::Wait wait = ports::wait_on(clock);
  auto plan = deploy::plan_of(*found.store, found.deployment.number);
  for (int looks = 0; !plan && looks < kPlanLooks && wait(kPlanLook, {}); ++looks) {
    plan = deploy::plan_of(*found.store, found.deployment.number);
  }
  if (!plan) {
    return fail(plan.error());
  }
  const deploy::ApprovalRules rules = deploy::approval_rules_of(plan->rules);
  deploy::Vote cast{.kind = request.kind,
                    .by = request.by,
                    .time = clock.now(),
                    .bound = deploy::binding_of(found.deployment),
                    .reason = request.reason};
  if (request.key != nullptr) {
    const keys::PublicKey key = request.key->public_key();
    cast.by = {deploy::Identity::Kind::kKey, key.id()};
    auto signature = request.key->sign(deploy::signed_text(cast));
    if (!signature) {
      return fail(std::move(signature.error()));
    }
    cast.signature = to_base64(*signature);
    cast.key = key.to_pem();
  }
  auto status = deploy::cast_vote(*found.store, rules, cast);
  if (!status) {
    return status;
  }
  if (found.deployment.strategy == kJobStrategy) {
    return status;  // its run looks after it
  }
  if (auto advanced = deploy::advance_queue(*found.store, deploy::kept_rules(*found.store), clock.now()); !advanced) {
    return fail(std::move(advanced.error()));
  }
  return status;
}

}  // namespace ropewalk::app
