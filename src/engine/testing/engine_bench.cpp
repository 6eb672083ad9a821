#include "engine/testing/engine_bench.h"

#include <condition_variable>

#include "base/strings.h"
#include "plan/repository_facts.h"

namespace ropewalk::engine {
namespace {

std::string value_of(const ports::EnvironmentList& environment, std::string_view name) {
  std::string found;
  for (const auto& [key, value] : environment) {
    if (key == name) {
      found = value;
    }
  }
  return found;
}

std::string expanded(std::string_view text, const ports::EnvironmentList& environment) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '$') {
      out += text[at++];
      continue;
    }
    constexpr std::string_view kName = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";
    const std::size_t end = std::min(text.find_first_not_of(kName, at + 1), text.size());
    out += value_of(environment, text.substr(at + 1, end - at - 1));
    at = end;
  }
  return out;
}

void wait_for(const std::stop_token& token) {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::unique_lock lock(mutex);
  changed.wait(lock, token, [] { return false; });
}

}  // namespace

EngineBench::EngineBench() {
  for (const char* shell : {"bash", "sh", "python", "node"}) {
    process.on(shell, [this](const ports::ProcessRequest& request, std::stop_token token) {
      return run_script(request, token);
    });
  }
  options.work_folder = "/work";
  options.step_folder = "/steps";
  options.installed_tools = "/tools";
  options.shared_cache = "/shared";
  auto facts = std::make_shared<ports::RepositoryFacts>();
  facts->tree = {{"README.md", "hello\n"}};
  repository = std::make_unique<ports::FakeRepository>(facts, files);
}

Result<ports::CapturedProcess> EngineBench::run_script(const ports::ProcessRequest& request,
                                                       const std::stop_token& token) {
  ports::CapturedProcess result;
  if (token.stop_requested()) {
    result.outcome.end = ports::ProcessEnd::kStopped;
    return result;
  }
  const auto script = files.read(request.arguments.back());
  if (!script) {
    return fail(script.error());
  }
  for (const std::string_view line : split_lines(*script)) {
    const std::string_view word = line.substr(0, line.find(' '));
    const std::string rest = expanded(line.substr(std::min(word.size() + 1, line.size())), request.environment);
    const std::map<std::string_view, std::string_view> appended{{"env", "GITHUB_ENV"},
                                                                {"output", "GITHUB_OUTPUT"},
                                                                {"path", "GITHUB_PATH"},
                                                                {"state", "GITHUB_STATE"},
                                                                {"summary", "GITHUB_STEP_SUMMARY"}};
    if (word == "echo") {
      result.output += rest + "\n";
      const std::lock_guard lock(mutex_);
      echoed_.push_back(rest);
    } else if (const auto file = appended.find(word); file != appended.end()) {
      static_cast<void>(files.append(value_of(request.environment, file->second), rest + "\n"));
    } else if (word == "write") {
      const std::string name = rest.substr(0, rest.find(' '));
      files.add(request.working_directory / name, replace_all(rest.substr(name.size() + 1), "\\n", "\n"));
    } else if (word == "exit") {
      result.outcome.exit_code = std::stoi(rest);
      return result;
    } else if (word == "tick") {
      clock.advance(std::chrono::minutes(std::stoi(rest)));
      if (token.stop_requested()) {
        result.outcome.end = ports::ProcessEnd::kStopped;
        return result;
      }
    } else if (word == "cancel" || word == "force") {
      (word == "cancel" ? stop : force).request_stop();
      if (token.stop_requested()) {
        result.outcome.end = ports::ProcessEnd::kStopped;
        return result;
      }
    } else if (word == "meet") {
      std::unique_lock lock(mutex_);
      blocks_.wait(lock, [&] { return is_blocked_; });
    } else if (word == "block") {
      {
        const std::lock_guard lock(mutex_);
        is_blocked_ = true;
      }
      blocks_.notify_all();
      wait_for(token);
      result.outcome.end = ports::ProcessEnd::kStopped;
      return result;
    }
  }
  return result;
}

std::vector<RunOutcome> EngineBench::run(std::string_view text,
                                         std::vector<std::pair<std::string, std::string>> called) {
  const auto workflow = plan::testing::read(text, std::move(called));
  if (!workflow) {
    return {};
  }
  const plan::Plan planned = plan::testing::plan({workflow}, plan::testing::event(event));
  if (planned.runs.empty()) {
    return {};
  }
  if (planned.runs[0].refusal) {
    ADD_FAILURE() << planned.runs[0].refusal->reason;
  }
  const EnginePorts world = ports();
  options.forced = force.get_token();
  const RunRequest request{
      .plan = planned, .identities = {{.id = RunId("42"), .number = 7, .attempt = 1}}, .options = options};
  auto outcomes = engine::run(request, world, sink == nullptr ? events : *sink, stop.get_token());
  if (!outcomes) {
    error = outcomes.error();
    EXPECT_TRUE(may_fail) << error->message;
    return {};
  }
  return *outcomes;
}

EnginePorts EngineBench::ports() {
  return {.process = process,
          .files = files,
          .archive = archive,
          .clock = clock,
          .random = random,
          .machine = machine,
          .artifacts = artifacts,
          .caches = caches,
          .backends = {&backend},
          .repository = repository.get(),
          .actions = action_store,
          .gates = gates};
}

std::map<std::string, std::string> EngineBench::jobs() const {
  std::map<std::string, std::string> conclusions;
  for (const auto& job : events.of<record::JobFinished>()) {
    conclusions[job.job.text()] = job.is_incomplete ? "incomplete" : std::string(record::name(job.conclusion));
  }
  return conclusions;
}

std::vector<std::string> EngineBench::echoed() const {
  const std::lock_guard lock(mutex_);
  return echoed_;
}

std::vector<std::string> EngineBench::steps(std::string_view job) const {
  std::map<int, std::string> names;
  for (const auto& step : events.of<record::StepStarted>()) {
    if (step.job.text() == job) {
      names[step.number] = step.name;
    }
  }
  std::vector<std::string> ended;
  for (const auto& step : events.of<record::StepFinished>()) {
    if (step.job.text() == job) {
      ended.push_back(names[step.step] + ": " + std::string(record::name(step.conclusion)));
    }
  }
  return ended;
}

std::string EngineBench::variable(std::string_view name) const {
  const auto requests = process.requests();
  return requests.empty() ? "" : value_of(requests.back().environment, name);
}

}  // namespace ropewalk::engine
