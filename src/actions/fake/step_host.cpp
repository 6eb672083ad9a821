// Keeps what actions do, and runs them as the engine does.
#include "actions/fake/step_host.h"

#include "base/strings.h"

namespace ropewalk::actions {
namespace {

std::string value_or_empty(const std::map<std::string, std::string, std::less<>>& map, std::string_view name) {
  const auto found = map.find(name);
  return found == map.end() ? std::string() : found->second;
}

}  // namespace

FakeStepHost::FakeStepHost() {
  job_paths.workspace = "/work/repo/repo";
  job_paths.temp = "/work/temp";
  job_paths.tool_cache = "/work/tools";
  job_paths.installed_tools = "/tools";
  job_paths.home = "/work/home";
  job_paths.shared_cache = "/cache";
  for (const std::filesystem::path& folder : {job_paths.workspace, job_paths.temp, job_paths.home}) {
    static_cast<void>(fake_files.make_directories(folder));
  }
  github_values = {{"repository", "octo/repo"},         {"ref", "refs/heads/main"}, {"ref_name", "main"},
                   {"sha", std::string(40, 'a')},       {"run_id", "42"},           {"retention_days", "90"},
                   {"server_url", "https://github.com"}};
  variables = {{"GITHUB_REF", "refs/heads/main"}, {"RUNNER_OS", "Linux"}};
}

std::string FakeStepHost::github(std::string_view name) const { return value_or_empty(github_values, name); }
std::string FakeStepHost::variable(std::string_view name) const { return value_or_empty(variables, name); }
std::string FakeStepHost::state(std::string_view name) const { return value_or_empty(states, name); }

ports::ProcessRequest FakeStepHost::request(const std::vector<std::string>& arguments,
                                            const ports::EnvironmentList& extra) const {
  ports::ProcessRequest request;
  request.arguments = arguments;
  request.environment = extra;
  request.working_directory = job_paths.workspace;
  return request;
}

Result<ports::ProcessOutcome> FakeStepHost::run_program(const std::vector<std::string>& arguments,
                                                        const ports::EnvironmentList& extra) {
  return process.run(request(arguments, extra), [this](std::string_view line) { log(Note::kText, line); }, {});
}

Result<ports::CapturedProcess> FakeStepHost::capture_program(const std::vector<std::string>& arguments,
                                                             const ports::EnvironmentList& extra) {
  return process.capture(request(arguments, extra), {});
}

Result<std::string> FakeStepHost::hash_files(const std::vector<std::string>& patterns) {
  return has_hashed_files ? "hash:" + join(patterns, ",") : std::string();
}

void FakeStepHost::use_repository(ports::RepositoryFacts new_facts) {
  facts = std::make_shared<const ports::RepositoryFacts>(std::move(new_facts));
  fake_repository = std::make_unique<ports::FakeRepository>(facts, fake_files);
  fake_snapshot.commit = std::string(40, '5');
  fake_snapshot.git_directory = "/snapshot.git";
}

Result<void> FakeStepHost::run_main(const NativeAction& action, const GivenInputs& given) {
  std::vector<std::string> warnings;
  const Result<Inputs> inputs = prepare_inputs(action, given, warnings, action_version(github("action_ref")));
  for (const std::string& warning : warnings) {
    log(Note::kWarning, warning);
  }
  if (!inputs) {
    return fail(inputs.error());
  }
  return action.main(*inputs, *this);
}

Result<void> FakeStepHost::run_post(const NativeAction& action, const GivenInputs& given) {
  std::vector<std::string> warnings;
  const Result<Inputs> inputs = prepare_inputs(action, given, warnings, action_version(github("action_ref")));
  if (!inputs) {
    return fail(inputs.error());
  }
  return action.post(*inputs, *this);
}

std::string FakeStepHost::logged(Note note) const {
  std::vector<std::string> texts;
  for (const auto& [kind, text] : notes) {
    if (kind == note) {
      texts.push_back(text);
    }
  }
  return join(texts, "\n");
}

std::string FakeStepHost::kept_name(std::string_view name) const {
  std::string kept(name);
  for (const std::string& mask : masks) {
    kept = replace_all(kept, mask, "***");
  }
  return kept;
}

}  // namespace ropewalk::actions
