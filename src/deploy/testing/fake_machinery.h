// An edge and a target that exist only in a test, with traffic that never ends.
#pragma once

#include <algorithm>
#include <map>
#include <set>

#include "deploy/edge.h"
#include "deploy/target.h"

namespace ropewalk::deploy {

class FakeEdge final : public Edge {
 public:
  std::map<std::string, EdgeServer> all;
  bool runs = false;
  /// Each look at the servers finds so many more answers of every one that is ready.
  std::int64_t answers_each_time = 100;
  std::vector<EdgeAnswer> latest = {};

  Result<bool> ensure(const std::vector<EdgeServer>& servers) override {
    if (runs) {
      return false;
    }
    runs = true;
    all.clear();
    for (const EdgeServer& server : servers) {
      all[server.name] = server;
    }
    return true;
  }
  bool is_running() override { return runs; }
  Result<std::vector<EdgeServer>> servers() override {
    std::vector<EdgeServer> list;
    for (auto& [name, server] : all) {
      server.answered += server.is_ready ? answers_each_time : 0;
      list.push_back(server);
    }
    return list;
  }
  Result<void> add(const std::string& name, int port) override {
    all.try_emplace(name, EdgeServer{.name = name, .port = port, .weight = 100});
    return {};
  }
  Result<void> change(const std::vector<EdgeChange>& changes) override {
    for (const EdgeChange& one : changes) {
      const auto found = all.find(one.name);
      if (found == all.end()) {
        return fail(ErrorKind::kInvalid, "No such server.");
      }
      found->second.is_ready = one.is_ready;
      found->second.weight = one.weight;
    }
    return {};
  }
  Result<void> remove(const std::string& name) override {
    all.erase(name);
    return {};
  }
  Result<std::vector<EdgeAnswer>> answers() override { return latest; }
  void stop() override { runs = false; }
  int port() const override { return 8000; }
  std::optional<EdgePlace> at;
  std::optional<EdgePlace> place() override { return at; }

  /// The releases that get requests.
  [[nodiscard]] std::set<std::int64_t> ready() const {
    std::set<std::int64_t> numbers;
    for (const auto& [name, server] : all) {
      if (server.is_ready) {
        numbers.insert(server.number());
      }
    }
    return numbers;
  }
};

class FakeTarget final : public Target {
 public:
  std::map<std::int64_t, std::vector<Instance>> started;
  std::set<std::string> dead;

  Result<void> fetch(const Plan& /*plan*/, std::stop_token /*stop*/) override { return {}; }
  Result<void> build(const Plan& /*plan*/, std::stop_token /*stop*/) override { return {}; }
  Result<void> migrate(const Plan& /*plan*/, std::stop_token /*stop*/) override { return {}; }
  Result<Instance> start(const Plan& /*plan*/, std::int64_t number, int replica) override {
    auto& all = started[number];
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.replica == replica; });
    if (found != all.end()) {
      dead.erase(found->name);
      return *found;
    }
    all.push_back({.name = server_name(number, replica),
                   .number = number,
                   .replica = replica,
                   .port = 40000 + static_cast<int>(number) * 10 + replica});
    return all.back();
  }
  std::vector<Instance> instances(std::int64_t number) override {
    const auto found = started.find(number);
    return found == started.end() ? std::vector<Instance>() : found->second;
  }
  std::vector<std::int64_t> numbers() override {
    std::vector<std::int64_t> all;
    for (const auto& [number, instances] : started) {
      all.push_back(number);
    }
    return all;
  }
  bool is_running(const Instance& instance) override { return !dead.contains(instance.name); }
  void stop(std::int64_t number, std::chrono::milliseconds /*patience*/) override { started.erase(number); }
  void stop_one(const Instance& instance, std::chrono::milliseconds /*patience*/) override {
    dead.insert(instance.name);
  }
  ports::Loopback* loopback = nullptr;
  ports::ProbeAnswer probe(const Instance& /*instance*/, const ports::ProbeRequest& request) override {
    return loopback == nullptr ? ports::ProbeAnswer{.end = ports::ProbeEnd::kAnswered, .status = 200}
                               : loopback->probe(request);
  }
  std::string last_words(const Instance& /*instance*/) override { return {}; }
  Result<std::string> log(const Instance& /*instance*/) override { return std::string(); }
};

}  // namespace ropewalk::deploy
