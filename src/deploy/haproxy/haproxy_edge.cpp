#include "deploy/haproxy/haproxy_edge.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <thread>
#include <utility>

#include "base/strings.h"
#include "deploy/claim_port.h"
#include "deploy/haproxy/messages.h"

namespace ropewalk::deploy {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kAnswerTime{5000};
/// One that ends by itself is seen at once; a machine that is busy may take its time.
constexpr milliseconds kStartTime{60'000};
constexpr milliseconds kRemoveTime{10'000};
constexpr milliseconds kPoll{10};
constexpr unsigned kMostThreads = 4;

/// Folders that Debian keeps out of a user's PATH.
constexpr std::string_view kMorePath = ":/usr/local/sbin:/usr/sbin:/sbin";

class HaproxyEdge final : public Edge {
 public:
  HaproxyEdge(std::filesystem::path folder, EdgeSettings settings, const Machine& machine)
      : folder_(std::move(folder)), settings_(std::move(settings)), machine_(machine) {
    if (const auto text = machine_.files.read(folder_ / kEdgePortFile)) {
      std::from_chars(text->data(), text->data() + text->size(), port_);
    }
  }

  Result<bool> ensure(const std::vector<EdgeServer>& servers) override {
    if (is_running()) {
      return false;
    }
    const auto path = machine_.environment.variable("PATH").value_or("/usr/bin:/bin") + std::string(kMorePath);
    const auto program = machine_.process.find_program("haproxy", path);
    if (!program) {
      return fail(ErrorKind::kInvalid, "HAProxy is not installed on this machine: it stands in front of the service",
                  "install it with `apt-get install haproxy` (2.6 or later)");
    }
    end_leftovers();
    // Programs that know nothing of our claims may take a port between its choice and its use: then it is another one.
    const bool may_choose = port_ == 0 && !settings_.is_fixed;
    constexpr int kTries = 5;
    for (int tries = 1;; ++tries) {
      if (auto chosen = choose_port(tries == 1 ? settings_.wanted_port : 0); !chosen) {
        return fail(std::move(chosen.error()));
      }
      auto started = start(*program, path, servers);
      if (started || !may_choose || tries == kTries || !machine_.loopback.is_listening(port_)) {
        return started ? Result<bool>(true) : Result<bool>(fail(std::move(started.error())));
      }
      static_cast<void>(machine_.files.remove_all(folder_ / kEdgePortFile));
      port_ = 0;
    }
  }

  bool is_running() override { return machine_.loopback.ask(socket(), "show version\n", kAnswerTime).has_value(); }

  Result<std::vector<EdgeServer>> servers() override {
    const auto text = ask("show stat");
    return text ? read_haproxy_stat(*text) : Result<std::vector<EdgeServer>>(fail(text.error()));
  }

  Result<void> add(const std::string& name, int port) override {
    const auto known = servers();
    if (!known) {
      return fail(known.error());
    }
    const auto found =
        std::find_if(known->begin(), known->end(), [&](const EdgeServer& server) { return server.name == name; });
    if (found != known->end() && found->port == port) {
      return {};
    }
    if (found != known->end()) {
      return checked(ask(fmt::format("set server app/{} addr 127.0.0.1 port {}", name, port)), "changed");
    }
    const std::string added = fmt::format("add server app/{} 127.0.0.1:{} weight 100", name, port);
    if (!settings_.holds) {
      return checked(ask(added), "registered");
    }
    // One that was started for a single instance has none that holds; one that has it says so, which is as good.
    auto held = ask(fmt::format("add server app/{}; set server app/{} state ready", haproxy_hold(), kHold));
    auto registered = held ? checked(ask(added + std::string(haproxy_checks())), "registered")
                           : Result<void>(fail(std::move(held.error())));
    if (registered) {
      registered = checked(ask(fmt::format("enable health app/{0}; show servers state app", name)), name);
    }
    return registered;
  }

  Result<void> change(const std::vector<EdgeChange>& changes) override {
    // Those that begin before those that end, so that there is always one.
    std::string command;
    const auto put = [&](const std::string& text) { command += (command.empty() ? "" : "; ") + text; };
    for (const EdgeChange& one : changes) {
      if (one.is_ready) {
        put(fmt::format("set server app/{} weight {}", one.name, one.weight));
        put(fmt::format("set server app/{} state ready", one.name));
      }
    }
    for (const EdgeChange& one : changes) {
      if (!one.is_ready) {
        put(fmt::format("set server app/{} state drain", one.name));
      }
    }
    const auto answer = ask(command);
    if (!answer) {
      return fail(answer.error());
    }
    if (!trim(*answer).empty()) {
      return fail(ErrorKind::kInvalid, fmt::format("HAProxy refused a change: {}", trim(*answer)));
    }
    return {};
  }

  Result<void> remove(const std::string& name) override {
    const auto deadline = machine_.clock.monotonic() + kRemoveTime;
    while (true) {
      const auto answer = ask(
          fmt::format("set server app/{0} state maint; shutdown sessions server app/{0}; del server app/{0}", name));
      if (!answer) {
        return fail(answer.error());
      }
      if (answer->find("deleted") != std::string::npos || answer->find("No such server") != std::string::npos) {
        return {};
      }
      if (machine_.clock.monotonic() > deadline) {
        return fail(ErrorKind::kInvalid, fmt::format("HAProxy does not let go of {}: {}", name, trim(*answer)));
      }
      std::this_thread::sleep_for(kPoll);
    }
  }

  Result<std::vector<EdgeAnswer>> answers() override {
    const auto text = ask("show events answers");
    return text ? read_haproxy_answers(*text) : Result<std::vector<EdgeAnswer>>(fail(text.error()));
  }

  void stop() override { end_leftovers(); }

  int port() const override { return port_; }

  std::optional<EdgePlace> place() override {
    const auto text = is_running() ? machine_.files.read(folder_ / "edge.cfg") : Result<std::string>("");
    return text ? read_haproxy_place(*text) : std::nullopt;
  }

 private:
  [[nodiscard]] std::string mark() const { return folder_.string() + "/"; }
  [[nodiscard]] std::filesystem::path socket() const { return folder_ / kHaproxySocket; }

  Result<void> start(const std::filesystem::path& program, const std::string& path,
                     const std::vector<EdgeServer>& servers) {
    const HaproxySettings settings{.address = settings_.address,
                                   .port = port_,
                                   .threads = std::clamp(machine_.environment.processors(), 1U, kMostThreads),
                                   .certificate = settings_.certificate,
                                   .holds = settings_.holds};
    if (auto written = machine_.files.write(folder_ / "edge.cfg", haproxy_configuration(settings, servers)); !written) {
      return fail(std::move(written.error()));
    }
    static_cast<void>(machine_.files.remove_all(folder_ / kHaproxySocket));
    auto id = machine_.services.start({.arguments = {program.string(), "-db", "-f", "edge.cfg"},
                                       .working_directory = folder_,
                                       .environment = {{"PATH", path}, {std::string(kEdgeMark), mark()}},
                                       .log = folder_ / "edge.log"});
    if (!id) {
      return fail(std::move(id.error()));
    }
    const auto deadline = machine_.clock.monotonic() + kStartTime;
    while (!is_running()) {
      if (!machine_.services.is_running(*id) || machine_.clock.monotonic() > deadline) {
        machine_.services.signal(*id, ports::ServiceSignal::kKill);
        return fail(ErrorKind::kInvalid, fmt::format("HAProxy did not start: {}", last_line()),
                    fmt::format("its log is {}", (folder_ / "edge.log").string()));
      }
      std::this_thread::sleep_for(kPoll);
    }
    return {};
  }

  Result<std::string> ask(const std::string& command) {
    auto answer = machine_.loopback.ask(socket(), command + "\n", kAnswerTime);
    if (!answer) {
      return fail(ErrorKind::kInvalid, fmt::format("the proxy does not answer: {}", answer.error().message));
    }
    return answer;
  }

  static Result<void> checked(const Result<std::string>& answer, std::string_view word) {
    if (!answer) {
      return fail(answer.error());
    }
    if (answer->find(word) == std::string::npos) {
      return fail(ErrorKind::kInvalid, fmt::format("HAProxy refused a server: {}", trim(*answer)));
    }
    return {};
  }

  Result<void> choose_port(int wanted) {
    const auto keep = [&](int port) { return machine_.files.write(folder_ / kEdgePortFile, std::to_string(port)); };
    if (port_ == 0 && !settings_.is_fixed) {
      auto claimed = claim_port(machine_, folder_, wanted, keep);
      if (!claimed) {
        return fail(std::move(claimed.error()));
      }
      port_ = *claimed;
      return {};
    }
    port_ = port_ == 0 || (settings_.is_fixed && settings_.may_move) ? settings_.wanted_port : port_;
    if (machine_.loopback.is_listening(port_)) {
      return fail(ErrorKind::kInvalid, fmt::format("port {} of this environment is in use by another program", port_),
                  "end that program, or give the environment another `url`");
    }
    return keep(port_);
  }

  /// A proxy that does not answer any more is in the way of the next one.
  void end_leftovers() {
    for (const ports::ServiceId& id : machine_.services.find_marked(kEdgeMark, mark())) {
      machine_.services.signal(id, ports::ServiceSignal::kKill);
      while (machine_.services.is_running(id)) {
        std::this_thread::sleep_for(kPoll);
      }
    }
  }

  [[nodiscard]] std::string last_line() const {
    const auto log = machine_.files.read(folder_ / "edge.log");
    std::string last = "it said nothing";
    for (const std::string_view line : log ? split_lines(*log) : std::vector<std::string_view>()) {
      last = line.find("[ALERT]") != std::string_view::npos ? std::string(trim(line)) : last;
    }
    return last;
  }

  std::filesystem::path folder_;
  EdgeSettings settings_;
  Machine machine_;
  int port_ = 0;
};

}  // namespace

std::unique_ptr<Edge> make_haproxy_edge(std::filesystem::path folder, EdgeSettings settings, const Machine& machine) {
  return std::make_unique<HaproxyEdge>(std::move(folder), std::move(settings), machine);
}

}  // namespace ropewalk::deploy
