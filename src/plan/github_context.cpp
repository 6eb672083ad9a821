// The run-level members of the `github` context
// (docs.github.com, "Contexts"; what a job or a step adds is the engine's).
#include "plan/github_context.h"

#include <fmt/format.h>

#include "expr/json_value.h"
#include "plan/payloads/common.h"

namespace ropewalk::plan {

expr::Object github_context(const Event& event, const RunFacts& run) {
  const std::string workflow_ref = fmt::format("{}/{}@{}", event.repository, run.workflow_path, event.ref);
  const std::string api = api_root(event.server_url);
  expr::Object github;
  github.set("token", run.token);
  github.set("ref", event.ref);
  github.set("sha", event.sha);
  github.set("repository", event.repository);
  github.set("repository_owner", event.repository_owner);
  github.set("repository_owner_id", std::to_string(id_of(event.repository_owner)));
  github.set("repositoryUrl", fmt::format("git://{}/{}.git", event.server_url.substr(event.server_url.find("//") + 2),
                                          event.repository));
  github.set("repository_id", std::to_string(id_of(event.repository)));
  github.set("repository_visibility", "public");
  github.set("run_id", run.run_id);
  github.set("run_number", std::to_string(run.run_number));
  github.set("run_attempt", std::to_string(run.run_attempt));
  github.set("retention_days", std::to_string(run.retention_days));
  github.set("actor", event.actor);
  github.set("actor_id", std::to_string(id_of(event.actor)));
  github.set("triggering_actor", event.actor);
  github.set("workflow", run.workflow_name);
  github.set("workflow_ref", workflow_ref);
  github.set("workflow_sha", event.sha);
  github.set("head_ref", event.head_ref);
  github.set("base_ref", event.base_ref);
  github.set("event_name", event.name);
  github.set("event", expr::to_value(event.payload));
  github.set("server_url", event.server_url);
  github.set("api_url", api);
  github.set("graphql_url",
             event.server_url == "https://github.com" ? api + "/graphql" : event.server_url + "/api/graphql");
  github.set("ref_name", event.ref_name);
  github.set("ref_protected", false);
  github.set("ref_type", event.ref_type);
  github.set("secret_source", "Actions");
  for (const auto& [name, value] : event.context_overrides) {
    github.set(name, expr::to_value(value));
  }
  return github;
}

}  // namespace ropewalk::plan
