#include "app/hosts/deploy_on_hosts.h"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>

#include "app/deploy/open_environment.h"
#include "app/hosts/ssh_host.h"
#include "deploy/steps/work.h"
#include "tasks/task_group.h"

namespace ropewalk::app {
namespace {

using deploy::Outcome;

enum class HostState { kAway, kBegun, kReady, kEnded };

/// What is known of one host.
struct Host {
  explicit Host(SshHost reached) : ssh(std::move(reached)) {}

  SshHost ssh;
  HostState state = HostState::kAway;
  /// Its number there; 0 before it is known.
  std::int64_t number = 0;
  std::optional<HostEnd> end;
  /// Why it does not go on, for people.
  std::string trouble;
  bool was_told = false;
};

bool is_good(const Host& host) {
  return host.end && (host.end->result.deployment.outcome == Outcome::kSucceeded ||
                      (host.end->result.end == DeployEnd::kLeft && host.end->result.deployment.live));
}

/// Everything that a host needs before it is asked for anything.
Result<HostRequest> prepare(Host& host, HostRequest request, const std::stop_token& stop) {
  if (auto done = host.ssh.install(stop); !done) {
    return fail(std::move(done.error()));
  }
  const std::string config = fmt::format("service:\n  name: \"{}\"\n", request.plan.service.name);
  if (auto done = host.ssh.write(host_place(request.plan.service.name) + "/.github/ropewalk.yml", config, stop);
      !done) {
    return fail(std::move(done.error()));
  }
  if (request.plan.service.target == deploy::TargetKind::kProcess) {
    auto folder = host.ssh.send_tree(request.plan.source, stop);
    if (!folder) {
      return fail(std::move(folder.error()));
    }
    request.plan.source = std::move(*folder);
  } else if (!request.plan.service.references.empty()) {
    request.plan.service.image = request.plan.service.references.front();
  }
  return request;
}

class Together {
 public:
  Together(const HostRequest& request, const deploy::Machine& machine, const HostsCalls& calls, std::stop_token stop)
      : request_(request), calls_(calls), stop_(std::move(stop)) {
    for (const std::string& name : request.plan.rules.hosts) {
      hosts_.push_back(std::make_unique<Host>(SshHost(name, machine)));
    }
  }

  Result<HostsResult> run() {
    std::vector<HostRequest> requests;
    for (auto& host : hosts_) {
      auto prepared = prepare(*host, request_, stop_);
      if (!prepared) {
        return fail(std::move(prepared.error()));
      }
      requests.push_back(std::move(*prepared));
      note(fmt::format("{}: has the program and the version", host->ssh.name()));
    }
    // What people decide is decided once, on the first host.
    for (std::size_t i = 1; i < requests.size(); ++i) {
      deploy::EnvironmentRules& rules = requests[i].plan.rules;
      rules.required = 0;
      rules.reviewers.clear();
      rules.windows.clear();
      rules.wait = deploy::Seconds(0);
      requests[i].refusal.clear();
    }
    {
      const std::stop_callback on_stop(stop_, [this] { let_go(); });
      tasks::TaskGroup group{std::stop_token()};
      for (std::size_t i = 0; i < hosts_.size(); ++i) {
        group.start([this, i, &requests](const std::stop_token& /*group*/) { carry_out(i, requests[i]); });
      }
      group.start([this](const std::stop_token& /*group*/) { bring_together(); });
      group.wait();
    }
    return result();
  }

 private:
  void note(const std::string& text) {
    if (calls_.on_note) {
      calls_.on_note(text);
    }
  }

  /// One host, from its first line to its end.
  void carry_out(std::size_t index, const HostRequest& request) {
    Host& host = *hosts_[index];
    if (index != 0 && !first_has_begun()) {
      end(host, "");
      return;
    }
    const auto code = host.ssh.run(
        host_place(request.plan.service.name), {"at-host", "deploy"}, to_json_text(to_json(request)),
        [&](const ports::OutputLine& line) { take(index, line); }, cut_.get_token());
    const std::lock_guard lock(mutex_);
    host.state = HostState::kEnded;
    if (!code) {
      host.trouble = code.error().message;
    } else if (!host.end) {
      host.trouble = host.trouble.empty() ? fmt::format("the program ended with {} there", *code) : host.trouble;
    } else if (!is_good(host)) {
      host.trouble = host.end->result.deployment.detail;
    }
    changed_.notify_all();
  }

  bool first_has_begun() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return hosts_.front()->state != HostState::kAway; });
    return hosts_.front()->state != HostState::kEnded;
  }

  void end(Host& host, std::string trouble) {
    const std::lock_guard lock(mutex_);
    host.state = HostState::kEnded;
    host.trouble = std::move(trouble);
    changed_.notify_all();
  }

  void take(std::size_t index, const ports::OutputLine& line) {
    Host& host = *hosts_[index];
    if (line.stream == ports::OutputStream::kErrors) {
      const std::lock_guard lock(mutex_);
      host.trouble = std::string(line.text);
      return;
    }
    const auto value = parse_json(line.text, "a host's line");
    if (!value || !value->is_object()) {
      return;
    }
    const json::object& object = value->get_object();
    const std::lock_guard lock(mutex_);
    if (object.contains("host")) {
      if (auto ended = host_end_from_json(*value)) {
        host.end = std::move(*ended);
      }
    } else if (object.contains("ready")) {
      host.state = host.state == HostState::kEnded ? host.state : HostState::kReady;
    } else if (const json::value* const counts = object.if_contains("counts")) {
      if (calls_.on_counts) {
        calls_.on_counts(index, counts_from_json(*counts));
      }
    } else if (object.contains("waits_for")) {
      if (index == 0 && calls_.sinks.on_wait) {
        calls_.sinks.on_wait(std::string(string_member(object, "waits_for")));
      }
    } else if (auto event = deploy::event_from_json(*value)) {
      host.number = event->number;
      if (event->kind == deploy::EventKind::kStep && host.state == HostState::kAway) {
        host.state = HostState::kBegun;
      }
      if (index == 0 && calls_.sinks.on_event) {
        calls_.sinks.on_event(*event);
      }
    }
    changed_.notify_all();
  }

  bool all_are(HostState state) const {
    return std::all_of(hosts_.begin(), hosts_.end(), [&](const auto& host) { return host->state == state; });
  }
  const Host* failed() const {
    const auto found = std::find_if(hosts_.begin(), hosts_.end(), [](const auto& host) {
      return host->state == HostState::kEnded && !is_good(*host);
    });
    return found == hosts_.end() ? nullptr : found->get();
  }

  /// An interrupt ends the connections. A host whose connection ends before it has the word goes back, so not while
  /// some have it and others do not.
  void let_go() {
    {
      const std::lock_guard lock(mutex_);
      if (is_telling_) {
        return;
      }
      is_cut_ = true;
    }
    cut_.request_stop();
  }

  /// All have the word that they go on, and nobody waits for them any more: each ends its bake by itself.
  [[nodiscard]] bool is_left_alone() const { return has_told_ && stop_.stop_requested(); }

  /// Lets all of them switch.
  void release_all() {
    {
      const std::lock_guard lock(mutex_);
      if (is_cut_) {
        return;
      }
      is_telling_ = true;
    }
    note(fmt::format("all {} hosts are ready", hosts_.size()));
    tell_all("");
    {
      const std::lock_guard lock(mutex_);
      is_telling_ = false;
      has_told_ = true;
    }
    if (stop_.stop_requested()) {
      let_go();
    }
  }

  void bring_together() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock,
                  [&] { return all_are(HostState::kReady) || failed() != nullptr || all_are(HostState::kEnded); });
    if (failed() == nullptr && all_are(HostState::kReady)) {
      lock.unlock();
      release_all();
      lock.lock();
      changed_.wait(lock, [&] { return failed() != nullptr || all_are(HostState::kEnded); });
    }
    const Host* const bad = failed();
    if (bad == nullptr || (is_left_alone() && !bad->end)) {
      return;
    }
    const std::string why = fmt::format("{}: {}", bad->ssh.name(), bad->trouble);
    lock.unlock();
    tell_all(why);
    // One that has no number yet is told when it has one.
    lock.lock();
    while (!changed_.wait_for(lock, std::chrono::milliseconds(200), [&] { return all_are(HostState::kEnded); })) {
      lock.unlock();
      tell_all(why);
      lock.lock();
    }
    lock.unlock();
    tell_all(why);
  }

  /// The word for all that wait for it: empty to go on. Each hears a reason once.
  void tell_all(const std::string& why) {
    tasks::TaskGroup group{std::stop_token()};
    for (auto& host : hosts_) {
      {
        const std::lock_guard lock(mutex_);
        const bool is_over = host->state == HostState::kEnded && !is_good(*host);
        if (host->number == 0 || is_over || (!why.empty() && host->was_told)) {
          continue;
        }
        host->was_told = !why.empty();
      }
      group.start([this, &host, &why](const std::stop_token& /*group*/) { tell(*host, why); });
    }
    group.wait();
  }

  void tell(Host& host, const std::string& why) {
    const std::string& environment = request_.plan.rules.name;
    std::vector<std::string> words = {"at-host", why.empty() ? "go" : "back", environment, std::to_string(host.number)};
    if (!why.empty()) {
      words.push_back(why);
    }
    words.insert(words.end(), {"-C", "."});
    std::string said;
    const auto code = host.ssh.run(host_place(request_.plan.service.name), words, "",
                                   [&](const ports::OutputLine& line) { said = std::string(line.text); }, {});
    if (!code || *code != 0) {
      const std::lock_guard lock(mutex_);
      host.trouble = code ? fmt::format("did not hear the word: {}", said) : code.error().message;
      told_in_vain_.push_back(fmt::format("{}: {}", host.ssh.name(), host.trouble));
    }
  }

  HostsResult result() {
    HostsResult all{.first = {}, .troubles = std::move(told_in_vain_)};
    for (const auto& host : hosts_) {
      const bool goes_on = is_left_alone() && !host->end;
      if (!is_good(*host) && !goes_on && !host->trouble.empty()) {
        all.troubles.push_back(fmt::format("{}: {}", host->ssh.name(), host->trouble));
      }
    }
    Host& first = *hosts_.front();
    if (first.end) {
      all.first = std::move(*first.end);
    } else if (is_left_alone()) {
      all.first.result.deployment.number = first.number;
      all.first.result.deployment.environment = request_.plan.rules.name;
      all.first.result.deployment.outcome = Outcome::kRunning;
      all.first.result.end = DeployEnd::kInterrupted;
    } else {
      all.first.result.deployment.number = first.number;
      all.first.result.deployment.outcome = Outcome::kFailed;
      all.first.result.deployment.reason = deploy::Reason::kHost;
      all.first.result.deployment.detail = first.trouble;
      all.first.result.end = stop_.stop_requested() ? DeployEnd::kInterrupted : DeployEnd::kEnded;
    }
    // A host that failed when the first had ended well has made it go back since.
    const Host* const bad = failed();
    if (bad != nullptr && is_good(first) && !(is_left_alone() && !bad->end)) {
      all.first.result.deployment.outcome = Outcome::kRolledBack;
      all.first.result.deployment.reason = deploy::Reason::kHost;
      all.first.result.deployment.detail = fmt::format("{}: {}", bad->ssh.name(), bad->trouble);
      all.first.result.end = DeployEnd::kEnded;
    }
    return all;
  }

  const HostRequest& request_;
  const HostsCalls& calls_;
  std::stop_token stop_;
  /// Ends the connections to the hosts.
  std::stop_source cut_;
  bool is_cut_ = false;
  bool is_telling_ = false;
  bool has_told_ = false;
  std::vector<std::unique_ptr<Host>> hosts_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> told_in_vain_;
};

}  // namespace

std::string host_place(std::string_view service) { return ".cache/ropewalk/places/" + file_name_of(service); }

Result<HostsResult> deploy_on_hosts(const HostRequest& request, const deploy::Machine& machine, const HostsCalls& calls,
                                    const std::stop_token& stop) {
  return Together(request, machine, calls, stop).run();
}

Result<int> run_on_hosts(const HostsCommand& command, const deploy::Machine& machine, const ports::LineSink& on_line,
                         std::vector<std::string>& troubles, const std::stop_token& stop) {
  int code = 0;
  for (std::size_t i = 0; i < (command.on_all ? command.hosts.size() : 1); ++i) {
    SshHost host(command.hosts[i], machine);
    if (auto done = host.install(stop); !done) {
      return fail(std::move(done.error()));
    }
    const std::string config = fmt::format("service:\n  name: \"{}\"\n", command.service);
    if (auto done = host.write(host_place(command.service) + "/.github/ropewalk.yml", config, stop); !done) {
      return fail(std::move(done.error()));
    }
    std::string last;
    const auto ended = host.run(
        host_place(command.service), command.words, "",
        [&](const ports::OutputLine& line) {
          if (i == 0) {
            on_line(line);
          } else {
            last = std::string(line.text);
          }
        },
        stop);
    if (!ended) {
      return ended;
    }
    if (*ended != 0) {
      code = code == 0 ? *ended : code;
      troubles.push_back(fmt::format("{}: ended with {}{}", host.name(), *ended, last.empty() ? "" : ": " + last));
    }
  }
  return code;
}

Result<deploy::Deployment> serves_at_first_host(const deploy::Plan& plan, const deploy::Machine& machine,
                                                const std::stop_token& stop) {
  deploy::Deployment serves;
  std::vector<std::string> troubles;
  const auto code = run_on_hosts(
      {.hosts = plan.rules.hosts,
       .service = plan.service.name,
       .words = {"status", plan.rules.name, "--json", "-C", "."}},
      machine,
      [&](const ports::OutputLine& line) {
        const auto value = parse_json(line.text, "a host's line");
        if (line.stream == ports::OutputStream::kOutput && value && value->is_object()) {
          serves.commit = string_member(value->get_object(), "commit");
          serves.digest = string_member(value->get_object(), "digest");
        }
      },
      troubles, stop);
  return code ? Result<deploy::Deployment>(std::move(serves)) : fail(code.error());
}

}  // namespace ropewalk::app
