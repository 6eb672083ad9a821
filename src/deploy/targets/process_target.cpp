// Versions as processes of this machine: no container engine, no root.
//
// What an instance is, is written down before it is started: a command that is killed in between finds it again by the
// mark in its environment.
#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "base/strings.h"
#include "deploy/edge.h"
#include "deploy/target.h"
#include "deploy/targets/instance_records.h"
#include "deploy/targets/tree.h"
#include "deploy/targets/virtual_environment.h"

namespace ropewalk::deploy {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

constexpr std::string_view kServicePath = "/usr/local/bin:/usr/bin:/bin";
constexpr milliseconds kPoll{10};

class ProcessTarget final : public Target {
 public:
  ProcessTarget(fs::path service, fs::path folder, const Machine& machine)
      : service_(std::move(service)), folder_(std::move(folder)), machine_(machine), records_(folder_, machine) {}

  Result<void> fetch(const Plan& plan, std::stop_token stop) override {
    const fs::path version = folder_of(plan);
    if (machine_.files.type(version / "source") == ports::FileType::kDirectory) {
      return {};
    }
    if (plan.source.empty() || machine_.files.type_followed(plan.source) != ports::FileType::kDirectory) {
      return fail(ErrorKind::kInvalid, fmt::format("the files of {} are not on this machine any more", plan.version),
                  "deploy the commit again");
    }
    const fs::path draft = version / "draft";
    static_cast<void>(machine_.files.remove_all(draft));
    if (auto copied = copy_tree(machine_.files, plan.source, draft); !copied) {
      return copied;
    }
    const auto digest = digest_of_tree(machine_.files, draft);
    if (!digest) {
      return fail(digest.error());
    }
    if (*digest != plan.digest) {
      return fail(ErrorKind::kInvalid, "the files changed while they were copied", "deploy again");
    }
    if (stop.stop_requested()) {
      return fail(ErrorKind::kInterrupted, "stopped while the files were copied");
    }
    return machine_.files.rename(draft, version / "source");
  }

  Result<void> build(const Plan& plan, std::stop_token stop) override {
    const fs::path version = folder_of(plan);
    auto places = python_places(plan, service_, version, machine_);
    return places ? make_python_places(plan, *places, service_, version, machine_, std::move(stop))
                  : Result<void>(fail(places.error()));
  }

  Result<void> migrate(const Plan& plan, std::stop_token stop) override {
    auto request = process_of(plan, plan.service.migration, 0, 0);
    if (!request) {
      return fail(request.error());
    }
    const auto done = machine_.process.capture(*request, std::move(stop));
    if (!done) {
      return fail(done.error());
    }
    if (done->outcome.exit_code != 0) {
      return fail(ErrorKind::kInvalid, fmt::format("the migration ended with {}: {}", done->outcome.exit_code,
                                                   trim(done->errors.empty() ? done->output : done->errors)));
    }
    return {};
  }

  Result<Instance> start(const Plan& plan, std::int64_t number, int replica) override {
    std::vector<Instance> all = instances(number);
    auto found = std::find_if(all.begin(), all.end(), [&](const Instance& one) { return one.replica == replica; });
    if (found != all.end() && is_running(*found)) {
      return *found;
    }
    if (found == all.end()) {
      auto added = records_.add(number, {.name = server_name(number, replica), .number = number, .replica = replica});
      if (!added) {
        return fail(added.error());
      }
      all.push_back(std::move(*added));
      found = all.end() - 1;
    } else {
      machine_.services.signal(found->process, ports::ServiceSignal::kKill);
    }
    auto request = process_of(plan, plan.service.command, number, found->port);
    if (!request) {
      return fail(request.error());
    }
    request->environment.emplace_back(kInstanceMark, mark(found->name));
    auto id = machine_.services.start({.arguments = request->arguments,
                                       .working_directory = request->working_directory,
                                       .environment = request->environment,
                                       .log = log_of(number, replica)});
    if (!id) {
      return fail(id.error());
    }
    found->process = *id;
    const Instance started = *found;
    if (auto kept = records_.write(number, all); !kept) {
      return fail(kept.error());
    }
    return started;
  }

  std::vector<Instance> instances(std::int64_t number) override {
    std::vector<Instance> all = records_.read(number);
    for (Instance& one : all) {
      if (one.process.empty()) {
        // Written down, and then the command was killed: it may have been started all the same.
        const auto marked = machine_.services.find_marked(kInstanceMark, mark(one.name));
        one.process = marked.empty() ? ports::ServiceId() : marked.front();
      }
    }
    return all;
  }

  std::vector<std::int64_t> numbers() override { return records_.numbers(); }

  bool is_running(const Instance& instance) override { return machine_.services.is_running(instance.process); }

  void stop(std::int64_t number, milliseconds patience) override {
    const std::vector<Instance> all = instances(number);
    for (const Instance& one : all) {
      machine_.services.signal(one.process, ports::ServiceSignal::kTerminate);
    }
    const auto deadline = machine_.clock.monotonic() + patience;
    for (const Instance& one : all) {
      end(one, deadline);
    }
    records_.forget(number);
  }

  void stop_one(const Instance& instance, milliseconds patience) override {
    machine_.services.signal(instance.process, ports::ServiceSignal::kTerminate);
    end(instance, machine_.clock.monotonic() + patience);
  }

  ports::ProbeAnswer probe(const Instance& /*instance*/, const ports::ProbeRequest& request) override {
    return machine_.loopback.probe(request);
  }

  std::string last_words(const Instance& instance) override {
    const auto text = machine_.files.read(log_of(instance.number, instance.replica));
    std::string last;
    // The last line that says something: an error's, when there is one among the last.
    constexpr std::size_t kLines = 8;
    const auto lines = split_lines(text ? trim(*text) : std::string_view());
    for (std::size_t i = lines.size() > kLines ? lines.size() - kLines : 0; i < lines.size(); ++i) {
      const std::string_view line = trim(lines[i]);
      const bool is_error = line.find("Error") != std::string_view::npos;
      if (!line.empty() && (is_error || last.find("Error") == std::string::npos)) {
        last = std::string(line);
      }
    }
    return last;
  }

  Result<std::string> log(const Instance& instance) override {
    return machine_.files.read(log_of(instance.number, instance.replica));
  }

 private:
  [[nodiscard]] fs::path log_of(std::int64_t number, int replica) const {
    return folder_ / "logs" / (server_name(number, replica) + ".log");
  }
  [[nodiscard]] fs::path folder_of(const Plan& plan) const { return version_folder(service_, plan.digest); }
  /// Ends with a slash, so that n1r1 is not the start of n1r10.
  [[nodiscard]] std::string mark(const std::string& name) const { return (folder_ / name).string() + "/"; }

  void end(const Instance& instance, std::chrono::steady_clock::time_point deadline) {
    while (is_running(instance) && machine_.clock.monotonic() < deadline) {
      std::this_thread::sleep_for(kPoll);
    }
    machine_.services.signal(instance.process, ports::ServiceSignal::kKill);
    // Workers of a server that was killed, and what they started.
    for (const ports::ServiceId& left : machine_.services.find_marked(kInstanceMark, mark(instance.name))) {
      machine_.services.signal(left, ports::ServiceSignal::kKill);
    }
  }

  /// The request for a command of the version.
  Result<ports::ProcessRequest> process_of(const Plan& plan, const std::vector<std::string>& command,
                                           std::int64_t number, int port) {
    const fs::path version = folder_of(plan);
    const fs::path source = version / "source";
    auto places = python_places(plan, service_, version, machine_);
    if (!places) {
      return fail(places.error());
    }
    const auto filled = [&](std::string text) {
      text = replace_all(text, "{port}", std::to_string(port));
      text = replace_all(text, "{data}", (folder_ / "data").string());
      return replace_all(text, "{host}", "127.0.0.1");
    };
    ports::ProcessRequest request;
    for (const std::string& word : command) {
      request.arguments.push_back(filled(word));
    }
    request.arguments.front() = program_of(request.arguments.front(), *places);
    request.working_directory = source;
    if (plan.service.shares_folder) {
      request.working_directory = folder_ / "data";
    }
    for (const fs::path& needed : {folder_ / "data", folder_ / "logs"}) {
      if (auto made = machine_.files.make_directories(needed); !made) {
        return fail(made.error());
      }
    }
    std::string python_path = places->site.empty() ? source.string() : places->site.string();
    if (places->site.empty() && machine_.files.type(source / "src") == ports::FileType::kDirectory) {
      python_path += ":" + (source / "src").string();
    }
    const std::string path =
        fmt::format("{}:{}{}", (places->environment / "bin").string(),
                    places->site.empty() ? "" : (places->site / "bin").string() + ":", kServicePath);
    request.environment = {{"PATH", path},
                           {"HOME", (folder_ / "data").string()},
                           {"LANG", "C.UTF-8"},
                           {"PYTHONPATH", python_path},
                           {"PYTHONUNBUFFERED", "1"},
                           {"ROPEWALK_DEPLOYMENT", std::to_string(number)},
                           {"ROPEWALK_VERSION", plan.version}};
    for (const auto& [name, value] : plan.service.environment) {
      request.environment.emplace_back(name, filled(value));
    }
    for (auto& [name, value] : secrets(plan)) {
      request.environment.emplace_back(std::move(name), std::move(value));
    }
    return request;
  }

  /// Values of secrets, as they were when the version was deployed.
  [[nodiscard]] ports::EnvironmentList secrets(const Plan& plan) const {
    ports::EnvironmentList list;
    for (const std::string& name : plan.service.secrets) {
      if (auto value = machine_.files.read(folder_ / "secrets" / name)) {
        list.emplace_back(name, std::move(*value));
      }
    }
    return list;
  }

  [[nodiscard]] std::string program_of(const std::string& word, const PythonPlaces& places) const {
    if (word.find('/') != std::string::npos) {
      return word;
    }
    if (word == "python" || word.starts_with("python3")) {
      return (places.environment / "bin/python").string();
    }
    for (const fs::path& folder : {places.environment, places.site}) {
      if (!folder.empty() && machine_.files.type_followed(folder / "bin" / word) == ports::FileType::kFile) {
        return (folder / "bin" / word).string();
      }
    }
    return word;
  }

  fs::path service_;
  fs::path folder_;
  Machine machine_;
  InstanceRecords records_;
};

}  // namespace

std::unique_ptr<Target> make_process_target(fs::path service, fs::path folder, const Machine& machine) {
  return std::make_unique<ProcessTarget>(std::move(service), std::move(folder), machine);
}

}  // namespace ropewalk::deploy
