#include "engine/job/job_environment.h"

#include <algorithm>
#include <array>

#include "actions/default_python.h"
#include "actions/job_programs.h"
#include "base/strings.h"
#include "engine/job/host_variables.h"

namespace ropewalk::engine {
namespace {

/// GitHub's runner exports these members of the `github` context and no others (GitHubContext.cs).
constexpr std::array<std::string_view, 39> kExported{"action",
                                                     "action_path",
                                                     "action_ref",
                                                     "action_repository",
                                                     "actor",
                                                     "actor_id",
                                                     "api_url",
                                                     "artifacts",
                                                     "artifacts_list",
                                                     "base_ref",
                                                     "env",
                                                     "event_name",
                                                     "event_path",
                                                     "graphql_url",
                                                     "head_ref",
                                                     "job",
                                                     "output",
                                                     "path",
                                                     "ref",
                                                     "ref_name",
                                                     "ref_protected",
                                                     "ref_type",
                                                     "repository",
                                                     "repository_id",
                                                     "repository_owner",
                                                     "repository_owner_id",
                                                     "retention_days",
                                                     "run_attempt",
                                                     "run_id",
                                                     "run_number",
                                                     "server_url",
                                                     "sha",
                                                     "state",
                                                     "step_summary",
                                                     "triggering_actor",
                                                     "workflow",
                                                     "workflow_ref",
                                                     "workflow_sha",
                                                     "workspace"};

/// The folders of HOME that GitHub's ubuntu images have in front of PATH.
constexpr std::array<std::string_view, 4> kHomeFolders{".local/bin", ".cargo/bin", ".config/composer/vendor/bin",
                                                       ".dotnet/tools"};

/// Where the user's deployments are kept: HOME is the job's own, and an environment is the same for a job and a person.
std::string deployments_folder(const ports::Environment& machine) {
  if (const auto given = machine.variable("ROPEWALK_DEPLOYMENTS"); given && given->starts_with('/')) {
    return *given;
  }
  const auto state = machine.variable("XDG_STATE_HOME");
  const std::filesystem::path base =
      state && state->starts_with('/') ? std::filesystem::path(*state) : machine.home() / ".local/state";
  return (base / "ropewalk/deployments").string();
}

}  // namespace

std::string github_variable(std::string_view member) {
  const bool is_exported = std::find(kExported.begin(), kExported.end(), member) != kExported.end();
  return is_exported ? "GITHUB_" + to_upper(member) : std::string();
}

expr::Object job_github(const RunContext& run, const JobRequest& request, const JobFolders& folders,
                        const JobPlace& place) {
  expr::Object github = run.github;
  github.set("job", request.job->id);
  github.set("workspace", place.inside(folders.workspace).string());
  github.set("event_path", place.inside(folders.event_file).string());
  return github;
}

expr::Value runner_context(const RunContext& run, const JobFolders& folders, const JobPlace& place) {
  expr::Object runner;
  runner.set("os", "Linux");
  runner.set("arch", place.environment().architecture());
  runner.set("name", place.environment().host_name());
  runner.set("environment", "self-hosted");
  runner.set("temp", place.inside(folders.temp).string());
  runner.set("tool_cache", place.inside(folders.tool_cache).string());
  runner.set("workspace", place.inside(folders.workspace.parent_path()).string());
  if (run.writes_debug) {
    runner.set("debug", "1");
  }
  return runner;
}

ports::EnvironmentList base_process_environment(const RunContext& run, const JobFolders& folders, JobPlace& place) {
  const std::filesystem::path home = place.inside(folders.home);
  std::string path;
  if (!run.options.program_folder.empty()) {
    path += place.inside(run.options.program_folder).string() + ":";
  }
  for (const std::string_view folder : kHomeFolders) {
    path += (home / folder).string() + ":";
  }
  path += place.inside(actions::default_python_of_job(folders.temp) / "bin").string() + ":" +
          place.inside(actions::default_python_programs(run.options.shared_cache)).string() + ":" +
          host_search_path(place.environment(), place.files()) + ":" +
          place.inside(actions::job_programs(run.options.shared_cache)).string();
  ports::EnvironmentList list{{"PATH", std::move(path)}};
  for (auto& variable : host_variables(place.environment()).variables) {
    list.push_back(std::move(variable));
  }
  if (!run.options.program_folder.empty()) {
    list.emplace_back("ROPEWALK_DEPLOYMENTS", deployments_folder(place.environment()));
  }
  const std::string user = place.environment().user_name();
  list.insert(
      list.end(),
      {{"HOME", home.string()}, {"USER", user}, {"LOGNAME", user}, {"LANG", "C.UTF-8"}, {"TZ", "UTC"}, {"CI", "true"}});
  return list;
}

ports::EnvironmentList runtime_process_environment(const expr::Object& github, const expr::Value& runner) {
  ports::EnvironmentList list;
  for (const auto& [name, value] : github.members()) {
    std::string variable = github_variable(name);
    if (variable.empty()) {
      continue;
    }
    if (value.kind() == expr::Kind::kString) {
      list.emplace_back(std::move(variable), value.text());
    } else if (value.kind() == expr::Kind::kBoolean) {
      list.emplace_back(std::move(variable), value.boolean() ? "true" : "false");
    }
  }
  for (const auto& [name, value] : runner.object().members()) {
    list.emplace_back("RUNNER_" + to_upper(name), value.to_text());
  }
  return list;
}

}  // namespace ropewalk::engine
