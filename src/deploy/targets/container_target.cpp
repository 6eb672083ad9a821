// Versions as containers of podman or docker on this machine, each on a port of its own.
//
// Engines differ in what a machine lets them do: where a container does not start as it is, the other runtime and
// limits within the machine's own are tried, and what worked is kept for the next one.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <thread>

#include "base/hash.h"
#include "base/strings.h"
#include "deploy/edge.h"
#include "deploy/target.h"
#include "deploy/targets/container_engine.h"
#include "deploy/targets/instance_records.h"

namespace ropewalk::deploy {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

class ContainerTarget final : public Target {
 public:
  ContainerTarget(const fs::path& service, fs::path folder, const Machine& machine)
      : folder_(std::move(folder)), machine_(machine), records_(folder_, machine), engine_(service, machine) {}

  Result<void> fetch(const Plan& plan, std::stop_token stop) override {
    const auto image = engine_.inspect(plan.service.image, std::move(stop));
    if (!image) {
      return fail(image.error());
    }
    if (image->digest != plan.digest) {
      return fail(ErrorKind::kInvalid,
                  fmt::format("the image {} is {} and not {}", plan.service.image, image->digest, plan.digest));
    }
    return {};
  }

  Result<void> build(const Plan& /*plan*/, std::stop_token /*stop*/) override { return {}; }

  Result<void> migrate(const Plan& plan, std::stop_token stop) override {
    std::vector<std::string> words = {"--rm"};
    add_variables(plan, 0, words);
    words.push_back(plan.service.image);
    words.insert(words.end(), plan.service.migration.begin(), plan.service.migration.end());
    const auto done = engine_.run(words, std::move(stop));
    return done ? Result<void>() : Result<void>(fail(done.error()));
  }

  Result<Instance> start(const Plan& plan, std::int64_t number, int replica) override {
    std::vector<Instance> all = records_.read(number);
    auto found = std::find_if(all.begin(), all.end(), [&](const Instance& one) { return one.replica == replica; });
    if (found != all.end() && is_running(*found)) {
      return *found;
    }
    if (found == all.end()) {
      const std::string name = server_name(number, replica);
      auto added =
          records_.add(number, {.name = name, .number = number, .replica = replica, .container = name_of(name)});
      if (!added) {
        return fail(added.error());
      }
      all.push_back(std::move(*added));
      found = all.end() - 1;
    }
    if (auto made = machine_.files.make_directories(folder_ / "logs"); !made) {
      return fail(made.error());
    }
    engine_.remove(found->container);
    std::vector<std::string> words = {"--detach",
                                      "--name",
                                      found->container,
                                      "--label",
                                      "ropewalk.environment=" + folder_.string(),
                                      "--publish",
                                      fmt::format("127.0.0.1:{}:{}", found->port, plan.service.port)};
    add_variables(plan, number, words);
    words.push_back(plan.service.image);
    words.insert(words.end(), plan.service.command.begin(), plan.service.command.end());
    if (const auto started = engine_.run(words, {}); !started) {
      return fail(started.error());
    }
    found->process = engine_.process_of(found->container);
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
        one.process = engine_.process_of(one.container);
      }
    }
    return all;
  }

  std::vector<std::int64_t> numbers() override { return records_.numbers(); }

  bool is_running(const Instance& instance) override { return machine_.services.is_running(instance.process); }

  void stop(std::int64_t number, milliseconds patience) override {
    for (const Instance& one : records_.read(number)) {
      stop_one(one, patience);
    }
    records_.forget(number);
  }

  void stop_one(const Instance& instance, milliseconds patience) override {
    engine_.stop(instance.container, std::chrono::ceil<std::chrono::seconds>(patience));
    engine_.remove(instance.container);
    end_left(instance, patience);
  }

  ports::ProbeAnswer probe(const Instance& /*instance*/, const ports::ProbeRequest& request) override {
    return machine_.loopback.probe(request);
  }

  std::string last_words(const Instance& instance) override { return engine_.last_line(instance.container); }

  Result<std::string> log(const Instance& instance) override { return engine_.log(instance.container); }

 private:
  /// What the engine has not stopped, since it does not know it any more or does not answer, is stopped without it.
  void end_left(const Instance& instance, milliseconds patience) {
    constexpr milliseconds kLook{20};
    if (instance.process.empty() || !machine_.services.is_running(instance.process)) {
      return;
    }
    machine_.services.signal(instance.process, ports::ServiceSignal::kTerminate);
    const auto end = machine_.clock.monotonic() + patience;
    while (machine_.services.is_running(instance.process) && machine_.clock.monotonic() < end) {
      std::this_thread::sleep_for(kLook);
    }
    machine_.services.signal(instance.process, ports::ServiceSignal::kKill);
  }

  /// Unique on the machine: environments of several users and services share an engine.
  [[nodiscard]] std::string name_of(const std::string& instance) const {
    return fmt::format("ropewalk-{}-{}", to_hex(sha256(folder_.string())).substr(0, 10), instance);
  }

  void add_variables(const Plan& plan, std::int64_t number, std::vector<std::string>& words) const {
    const auto add = [&](const std::string& name, const std::string& value) {
      words.emplace_back("--env");
      words.push_back(name + "=" + value);
    };
    add("PORT", std::to_string(plan.service.port));
    add("ROPEWALK_DEPLOYMENT", std::to_string(number));
    for (const auto& [name, value] : plan.service.environment) {
      if (value.find('{') == std::string::npos) {
        add(name, value);
      }
    }
    for (const std::string& name : plan.service.secrets) {
      if (const auto value = machine_.files.read(folder_ / "secrets" / name)) {
        add(name, *value);
      }
    }
  }

  fs::path folder_;
  Machine machine_;
  InstanceRecords records_;
  ContainerEngine engine_;
};

/// An environment may have had processes and have containers now: what was started says by itself what it is.
class AnyTarget final : public Target {
 public:
  AnyTarget(const fs::path& service, const fs::path& folder, const Machine& machine)
      : processes_(make_process_target(service, folder, machine)),
        containers_(std::make_unique<ContainerTarget>(service, folder, machine)),
        records_(folder, machine) {}

  Result<void> fetch(const Plan& plan, std::stop_token stop) override { return of(plan).fetch(plan, std::move(stop)); }
  Result<void> build(const Plan& plan, std::stop_token stop) override { return of(plan).build(plan, std::move(stop)); }
  Result<void> migrate(const Plan& plan, std::stop_token stop) override {
    return of(plan).migrate(plan, std::move(stop));
  }
  Result<Instance> start(const Plan& plan, std::int64_t number, int replica) override {
    return of(plan).start(plan, number, replica);
  }
  std::vector<Instance> instances(std::int64_t number) override { return of(number).instances(number); }
  std::vector<std::int64_t> numbers() override { return records_.numbers(); }
  bool is_running(const Instance& instance) override { return processes_->is_running(instance); }
  void stop(std::int64_t number, milliseconds patience) override { of(number).stop(number, patience); }
  void stop_one(const Instance& instance, milliseconds patience) override { of(instance).stop_one(instance, patience); }
  ports::ProbeAnswer probe(const Instance& instance, const ports::ProbeRequest& request) override {
    return processes_->probe(instance, request);
  }
  std::string last_words(const Instance& instance) override { return of(instance).last_words(instance); }
  Result<std::string> log(const Instance& instance) override { return of(instance).log(instance); }

 private:
  Target& of(const Plan& plan) { return plan.service.target == TargetKind::kContainer ? *containers_ : *processes_; }
  Target& of(const Instance& instance) { return instance.container.empty() ? *processes_ : *containers_; }
  Target& of(std::int64_t number) {
    const std::vector<Instance> all = records_.read(number);
    return all.empty() ? *processes_ : of(all.front());
  }

  std::unique_ptr<Target> processes_;
  std::unique_ptr<Target> containers_;
  InstanceRecords records_;
};

}  // namespace

std::unique_ptr<Target> make_target(const fs::path& service, const fs::path& folder, const Machine& machine) {
  return std::make_unique<AnyTarget>(service, folder, machine);
}

}  // namespace ropewalk::deploy
