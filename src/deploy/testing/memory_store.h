// An environment's store in memory, for tests: it can refuse to write from a moment on, as a killed process does.
#pragma once

#include <map>

#include "deploy/store.h"

namespace ropewalk::deploy {

class MemoryStore final : public Store {
 public:
  /// How many more writes succeed; below zero for all.
  int writes_left = -1;

  Result<std::int64_t> add(Deployment deployment, Event first) override {
    if (!may_write()) {
      return killed();
    }
    deployment.number = static_cast<std::int64_t>(deployments_.size()) + 1;
    first.number = deployment.number;
    put(std::move(first));
    const std::int64_t number = deployment.number;
    deployments_.emplace(number, std::move(deployment));
    return number;
  }
  Result<Event> append(Event event, const Deployment* changed) override {
    if (!may_write()) {
      return killed();
    }
    if (event.fence != 0 && event.fence < fence_) {
      return fail(ErrorKind::kInvalid, "another command has taken over this environment");
    }
    if (changed != nullptr) {
      deployments_[changed->number] = *changed;
    }
    return put(std::move(event));
  }
  Result<std::optional<Deployment>> deployment(std::int64_t number) const override {
    const auto found = deployments_.find(number);
    return found == deployments_.end() ? std::optional<Deployment>() : std::optional(found->second);
  }
  Result<std::vector<Deployment>> deployments(std::size_t limit) const override {
    std::vector<Deployment> all;
    for (auto at = deployments_.rbegin(); at != deployments_.rend() && all.size() < limit; ++at) {
      all.push_back(at->second);
    }
    return all;
  }
  Result<std::vector<Event>> events(std::int64_t after, std::int64_t number) const override {
    std::vector<Event> all;
    if (number != 0) {
      if (const auto found = by_number_.find(number); found != by_number_.end()) {
        for (const std::size_t at : found->second) {
          if (events_[at].sequence > after) {
            all.push_back(events_[at]);
          }
        }
      }
      return all;
    }
    for (auto at = static_cast<std::size_t>(after); at < events_.size(); ++at) {
      all.push_back(events_[at]);
    }
    return all;
  }
  Result<std::string> fact(std::string_view name) const override {
    const auto found = facts_.find(name);
    return found == facts_.end() ? std::string() : found->second;
  }
  Result<void> set_fact(std::string_view name, std::string_view value) override {
    if (!may_write()) {
      return killed();
    }
    facts_[std::string(name)] = value;
    return {};
  }
  Result<std::int64_t> next_fence() override { return ++fence_; }

 private:
  [[nodiscard]] bool may_write() { return writes_left < 0 || writes_left-- > 0; }
  [[nodiscard]] static tl::unexpected<Error> killed() { return fail(ErrorKind::kInternal, "killed"); }
  Event put(Event event) {
    event.sequence = static_cast<std::int64_t>(events_.size()) + 1;
    by_number_[event.number].push_back(events_.size());
    events_.push_back(event);
    return event;
  }

  std::map<std::int64_t, Deployment> deployments_;
  std::vector<Event> events_;
  std::map<std::int64_t, std::vector<std::size_t>> by_number_;
  std::map<std::string, std::string, std::less<>> facts_;
  std::int64_t fence_ = 0;
};

}  // namespace ropewalk::deploy
