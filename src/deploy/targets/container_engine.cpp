#include "deploy/targets/container_engine.h"
#include "deploy/commit_label.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/json.h"
#include "base/strings.h"
#include "deploy/discover/dockerfile.h"

namespace ropewalk::deploy {
namespace {

constexpr std::string_view kMorePath = ":/usr/local/bin:/usr/bin:/usr/sbin:/sbin";

std::int64_t number(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

const json::object& object_at(const json::object& object, std::string_view key) {
  static const json::object kNone;
  const json::value* const value = object.if_contains(key);
  return value != nullptr && value->is_object() ? value->get_object() : kNone;
}

/// `["CMD-SHELL", "curl -f http://localhost:8000/readyz"]`.
std::string health_path_of(const json::object& config) {
  const json::value* const test = object_at(config, "Healthcheck").if_contains("Test");
  std::string text = "FROM x\nHEALTHCHECK CMD";
  for (const json::value& word : test != nullptr && test->is_array() ? test->get_array() : json::array()) {
    text += word.is_string() ? " " + std::string(word.get_string()) : "";
  }
  return read_dockerfile(text).health_path;
}

ImageFacts facts_of(const json::object& image) {
  ImageFacts facts;
  facts.id = std::string(string_member(image, "Id"));
  facts.id = facts.id.starts_with("sha256:") ? facts.id : "sha256:" + facts.id;
  facts.digest = std::string(string_member(image, "Digest"));
  const json::value* const names = image.if_contains("RepoDigests");
  for (const json::value& name : names != nullptr && names->is_array() ? names->get_array() : json::array()) {
    if (name.is_string() && name.get_string().find('@') != json::string::npos) {
      facts.references.emplace_back(name.get_string());
    }
  }
  if (facts.digest.empty()) {
    // docker tells the digest as part of a name, and none of an image that never saw a registry.
    facts.digest =
        facts.references.empty() ? facts.id : facts.references.back().substr(facts.references.back().find('@') + 1);
  }
  const json::object& config = object_at(image, "Config");
  for (const auto& port : object_at(config, "ExposedPorts")) {
    const int value = static_cast<int>(number(port.key()));
    facts.port = facts.port == 0 ? value : std::min(facts.port, value);
  }
  facts.health_path = health_path_of(config);
  facts.commit = commit_of_labels(object_at(config, "Labels"));
  return facts;
}

/// A registry on this machine is spoken to without TLS, as docker does by itself.
bool is_of_this_machine(std::string_view image) {
  return image.starts_with("localhost:") || image.starts_with("127.0.0.1:");
}

}  // namespace

ContainerEngine::ContainerEngine(std::filesystem::path service, const Machine& machine)
    : service_(std::move(service)), machine_(machine) {}

Result<std::string> ContainerEngine::ask(std::vector<std::string> words, std::stop_token stop) {
  const std::string path = machine_.environment.variable("PATH").value_or("") + std::string(kMorePath);
  auto program = machine_.process.find_program("podman", path);
  program = program ? program : machine_.process.find_program("docker", path);
  if (!program) {
    return fail(ErrorKind::kInvalid, "there is no container engine on this machine",
                "install podman, or deploy the service as a process: `service: target: process`");
  }
  if (words.front() == "pull" && is_of_this_machine(words.back()) && program->filename() == "podman") {
    words.insert(words.begin() + 1, "--tls-verify=false");
  }
  words.insert(words.begin(), program->string());
  ports::EnvironmentList environment;
  for (auto& [name, value] : machine_.environment.variables()) {
    if (name != "RUNNER_TRACKING_ID" && name != "ROPEWALK_FAULT") {
      environment.emplace_back(std::move(name), std::move(value));
    }
  }
  environment.emplace_back("PATH", path);
  // The container's watcher outlives the command.
  const auto done = machine_.process.capture(
      {.arguments = std::move(words), .environment = std::move(environment), .keeps_background = true},
      std::move(stop));
  if (!done) {
    return fail(done.error());
  }
  if (done->outcome.end == ports::ProcessEnd::kStopped) {
    return fail(ErrorKind::kInterrupted, "the container engine was stopped");
  }
  if (done->outcome.exit_code != 0) {
    const auto lines = split_lines(trim(done->errors));
    return fail(ErrorKind::kInvalid, fmt::format("{} said: {}", program->filename().string(),
                                                 lines.empty() ? std::string_view("nothing") : lines.back()));
  }
  return std::string(trim(done->output));
}

Result<ImageFacts> ContainerEngine::inspect(const std::string& image, std::stop_token stop) {
  auto text = ask({"image", "inspect", image}, stop);
  if (!text) {
    if (auto pulled = ask({"pull", "--quiet", image}, stop); !pulled) {
      return fail(pulled.error());
    }
    text = ask({"image", "inspect", image}, stop);
  }
  if (!text) {
    return fail(text.error());
  }
  const auto value = parse_json(*text, "the image");
  if (!value || !value->is_array() || value->get_array().empty() || !value->get_array().front().is_object()) {
    return fail(ErrorKind::kInvalid, fmt::format("the container engine does not describe the image {}", image));
  }
  return facts_of(value->get_array().front().get_object());
}

std::vector<std::string> ContainerEngine::limits() const {
  const auto text = machine_.files.read("/proc/self/limits");
  std::vector<std::string> words;
  for (const std::string_view line : split_lines(text ? std::string_view(*text) : std::string_view())) {
    for (const auto& [title, name] : {std::pair("Max open files", "nofile"), {"Max processes", "nproc"}}) {
      if (line.starts_with(title)) {
        constexpr std::int64_t kMost = 4096;
        const std::string_view soft = trim(line.substr(std::string_view(title).size()));
        const std::int64_t limit =
            soft.starts_with("unlimited") ? kMost : std::clamp<std::int64_t>(number(soft), 1, kMost);
        words.insert(words.end(), {"--ulimit", fmt::format("{}={}:{}", name, limit, limit)});
      }
    }
  }
  return words;
}

Result<std::string> ContainerEngine::run(const std::vector<std::string>& words, std::stop_token stop) {
  // Options of the engine, in front of the command, and of the command.
  struct Way {
    std::size_t number;
    std::vector<std::string> engine;
    std::vector<std::string> command;
  };
  std::vector<Way> ways = {
      {0, {}, {}}, {1, {"--runtime", "runc"}, {}}, {2, {}, limits()}, {3, {"--runtime", "runc"}, limits()}};
  const std::filesystem::path known = service_ / "container-options";
  const auto kept = machine_.files.read(known);
  const auto wanted = static_cast<std::size_t>(kept ? number(trim(*kept)) : 0);
  std::stable_partition(ways.begin(), ways.end(), [&](const Way& way) { return way.number == wanted; });
  const auto name = std::find(words.begin(), words.end(), "--name");
  Result<std::string> first = fail(ErrorKind::kInternal, "no way to run a container");
  for (const Way& way : ways) {
    std::vector<std::string> all = way.engine;
    all.emplace_back("run");
    all.insert(all.end(), way.command.begin(), way.command.end());
    all.insert(all.end(), words.begin(), words.end());
    auto done = ask(std::move(all), stop);
    if (done) {
      if (way.number != wanted) {
        static_cast<void>(machine_.files.write(known, std::to_string(way.number)));
      }
      return done;
    }
    if (&way == &ways.front()) {
      first = done;
    }
    if (name != words.end() && name + 1 != words.end()) {
      remove(*(name + 1));
    }
    if (stop.stop_requested()) {
      break;
    }
  }
  return first;
}

ports::ServiceId ContainerEngine::process_of(const std::string& container) {
  const auto text = ask({"inspect", "--format", "{{.State.Pid}}", container}, {});
  const std::int64_t pid = text ? number(*text) : 0;
  return pid > 0 ? machine_.services.identify(pid) : ports::ServiceId();
}

void ContainerEngine::stop(const std::string& container, std::chrono::seconds patience) {
  static_cast<void>(ask({"stop", "--time", std::to_string(patience.count()), container}, {}));
}

void ContainerEngine::remove(const std::string& container) { static_cast<void>(ask({"rm", "--force", container}, {})); }

std::string ContainerEngine::last_line(const std::string& container) {
  const auto text = ask({"logs", "--tail", "3", container}, {});
  const auto lines = split_lines(text ? trim(*text) : std::string_view());
  return lines.empty() ? std::string() : std::string(lines.back());
}

}  // namespace ropewalk::deploy
