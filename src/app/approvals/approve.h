// Voting on deployments that wait: the use case behind `ropewalk approve` and `ropewalk reject`.
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "base/ids.h"
#include "deploy/plan.h"
#include "deploy/queue/queue.h"
#include "keys/key_pair.h"
#include "ports/clock.h"
#include "ports/environment.h"
#include "ports/files.h"
#include "ports/http.h"

namespace ropewalk::app {

/// The strategy of what is no deployment but a job of a run that waits for its environment.
inline constexpr std::string_view kJobStrategy = "job";

/// What jobs of a repository that wait are kept under, beside the services.
[[nodiscard]] std::string service_of_jobs(std::string_view repository);

/// An environment on this machine that was deployed to.
struct KnownEnvironment {
  std::string service;
  std::string name;
  std::filesystem::path folder;
};

/// All of this user's, sorted by service and name.
[[nodiscard]] std::vector<KnownEnvironment> all_environments(const ports::Files& files,
                                                             const ports::Environment& environment);

/// A deployment that somebody votes on, with the store that it is in.
struct FoundDeployment {
  KnownEnvironment environment;
  std::unique_ptr<deploy::Store> store;
  deploy::Deployment deployment;
};

/// The deployment of this number; one that waits goes before others. `service` and `name` may be empty for any. Errors:
/// kNotFound; kUsage when several environments have one that waits.
[[nodiscard]] Result<FoundDeployment> find_waiting(std::int64_t number, const std::string& service,
                                                   const std::string& name,
                                                   const std::vector<KnownEnvironment>& environments,
                                                   deploy::Stores& stores);

/// A job of a run that waits for its environment.
struct WaitingJobRow {
  std::string environment;
  std::int64_t number = 0;
  /// `the job 'deploy' of Deploy wants to use staging`.
  std::string wish;
  RunId run;
  std::string by;
};

/// Those of runs that are alive, by environment and number; `name` may be empty for all environments. Errors: those of
/// the stores.
[[nodiscard]] Result<std::vector<WaitingJobRow>> waiting_jobs(const std::string& name, const std::set<RunId>& running,
                                                              const std::vector<KnownEnvironment>& environments,
                                                              deploy::Stores& stores);

/// The login that a token proves, asked from GitHub. Errors: kInvalid when it proves nobody.
[[nodiscard]] Result<deploy::Identity> github_identity(const std::string& token, const std::string& api_url,
                                                       ports::Http& http, const std::stop_token& stop);

struct VoteRequest {
  deploy::VoteKind kind = deploy::VoteKind::kApprove;
  deploy::Identity by;
  std::string reason;
  /// Signs the vote; its public half is who votes.
  const keys::PrivateKey* key = nullptr;
};

/// Casts the vote and carries out what follows from it. Errors: why it may not be cast; those of the store.
[[nodiscard]] Result<deploy::ApprovalStatus> vote(FoundDeployment& found, const VoteRequest& request,
                                                  ports::Clock& clock);

}  // namespace ropewalk::app
