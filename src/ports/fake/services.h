// Services that exist only in a test: they run until they are ended.
#pragma once

#include <map>

#include "ports/services.h"

namespace ropewalk::ports {

class FakeServices final : public Services {
 public:
  /// Those that were started, in order; the number of a process is its place, from 1.
  std::vector<ServiceRequest> started;
  std::map<std::int64_t, bool> running;
  /// What `die` was called for is an exception, so that a test goes on.
  struct Died {};

  Result<ServiceId> start(const ServiceRequest& request) override {
    started.push_back(request);
    const auto pid = static_cast<std::int64_t>(started.size());
    running[pid] = true;
    return ServiceId{.pid = pid, .start = "test"};
  }
  bool is_running(const ServiceId& id) const override {
    const auto found = running.find(id.pid);
    return found != running.end() && found->second;
  }
  void signal(const ServiceId& id, ServiceSignal signal) override {
    if (signal != ServiceSignal::kUser1) {
      running[id.pid] = false;
    }
  }
  std::vector<ServiceId> find_marked(std::string_view name, std::string_view value) const override {
    std::vector<ServiceId> found;
    for (const auto& [pid, is_running] : running) {
      if (pid < 1 || pid > static_cast<std::int64_t>(started.size())) {
        continue;
      }
      for (const auto& [key, text] : started[static_cast<std::size_t>(pid - 1)].environment) {
        if (is_running && key == name && text.starts_with(value)) {
          found.push_back({.pid = pid, .start = "test"});
        }
      }
    }
    return found;
  }
  ServiceId identify(std::int64_t pid) const override { return {.pid = pid, .start = "test"}; }
  std::filesystem::path own_program() const override { return "/usr/bin/ropewalk"; }
  void die() override { throw Died(); }
};

}  // namespace ropewalk::ports
