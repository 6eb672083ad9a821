#include "engine/job/job_environment.h"

#include <algorithm>
#include <array>

#include "base/strings.h"

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

/// Of the user's session jobs see what programs need to work on this machine and in this network.
constexpr std::array<std::string_view, 14> kPassedOn{
    "PATH",         "HTTP_PROXY",         "HTTPS_PROXY",    "NO_PROXY",           "ALL_PROXY",
    "http_proxy",   "https_proxy",        "no_proxy",       "all_proxy",          "SSL_CERT_FILE",
    "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"};
constexpr std::array<std::string_view, 3> kPassedOnPrefixes{"PIP_", "UV_", "npm_config_"};

constexpr std::string_view kPlainPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

bool is_passed_on(std::string_view name) {
  return std::find(kPassedOn.begin(), kPassedOn.end(), name) != kPassedOn.end() ||
         std::any_of(kPassedOnPrefixes.begin(), kPassedOnPrefixes.end(),
                     [&](std::string_view prefix) { return name.substr(0, prefix.size()) == prefix; });
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
  runner.set("arch", run.ports.machine.architecture());
  runner.set("name", run.ports.machine.host_name());
  runner.set("environment", "self-hosted");
  runner.set("temp", place.inside(folders.temp).string());
  runner.set("tool_cache", place.inside(folders.tool_cache).string());
  runner.set("workspace", place.inside(folders.workspace.parent_path()).string());
  if (run.writes_debug) {
    runner.set("debug", "1");
  }
  return runner;
}

ports::EnvironmentList base_process_environment(const RunContext& run, const JobFolders& folders,
                                                const JobPlace& place) {
  ports::EnvironmentList list{{"PATH", std::string(kPlainPath)}};
  for (auto& variable : run.ports.machine.variables()) {
    if (is_passed_on(variable.first)) {
      list.push_back(std::move(variable));
    }
  }
  const std::string home = place.inside(folders.home).string();
  const std::string user = run.ports.machine.user_name();
  list.insert(list.end(),
              {{"HOME", home}, {"USER", user}, {"LOGNAME", user}, {"LANG", "C.UTF-8"}, {"TZ", "UTC"}, {"CI", "true"}});
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
