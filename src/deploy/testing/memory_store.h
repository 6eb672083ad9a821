// Stores of environments that live as long as a test.
#pragma once

#include <algorithm>
#include <map>
#include <memory>

#include "deploy/store.h"

namespace ropewalk::deploy {

/// What a store keeps; shared, so that a second opening finds it.
struct MemoryRecords {
  std::vector<Deployment> deployments;
  std::vector<Event> events;
  std::map<std::string, std::string, std::less<>> facts;
  std::int64_t fence = 0;
};

class MemoryStore final : public Store {
 public:
  explicit MemoryStore(std::shared_ptr<MemoryRecords> records) : records_(std::move(records)) {}

  Result<std::int64_t> add(Deployment deployment, Event first) override {
    deployment.number = static_cast<std::int64_t>(records_->deployments.size()) + 1;
    first.number = deployment.number;
    records_->deployments.push_back(deployment);
    put(first);
    return deployment.number;
  }
  Result<Event> append(Event event, const Deployment* changed) override {
    if (event.fence != 0 && event.fence < records_->fence) {
      return fail(ErrorKind::kInvalid, "another command has taken over this environment");
    }
    if (changed != nullptr) {
      records_->deployments.at(static_cast<std::size_t>(changed->number - 1)) = *changed;
    }
    return put(std::move(event));
  }
  Result<std::optional<Deployment>> deployment(std::int64_t number) const override {
    const bool is_there = number >= 1 && number <= static_cast<std::int64_t>(records_->deployments.size());
    return is_there ? std::optional(records_->deployments[static_cast<std::size_t>(number - 1)])
                    : std::optional<Deployment>();
  }
  Result<std::vector<Deployment>> deployments(std::size_t limit) const override {
    std::vector<Deployment> all(records_->deployments.rbegin(), records_->deployments.rend());
    all.resize(std::min(limit, all.size()));
    return all;
  }
  Result<std::vector<Event>> events(std::int64_t after, std::int64_t number) const override {
    std::vector<Event> all;
    for (const Event& event : records_->events) {
      if (event.sequence > after && (number == 0 || event.number == number)) {
        all.push_back(event);
      }
    }
    return all;
  }
  Result<std::string> fact(std::string_view name) const override {
    const auto found = records_->facts.find(name);
    return found == records_->facts.end() ? "" : found->second;
  }
  Result<void> set_fact(std::string_view name, std::string_view value) override {
    records_->facts[std::string(name)] = value;
    return {};
  }
  Result<std::int64_t> next_fence() override { return ++records_->fence; }

 private:
  Event put(Event event) {
    event.sequence = static_cast<std::int64_t>(records_->events.size()) + 1;
    records_->events.push_back(event);
    return event;
  }

  std::shared_ptr<MemoryRecords> records_;
};

class MemoryStores final : public Stores {
 public:
  Result<std::unique_ptr<Store>> open(const std::string& folder) override {
    auto& records = records_[folder];
    if (!records) {
      records = std::make_shared<MemoryRecords>();
    }
    return std::make_unique<MemoryStore>(records);
  }

 private:
  std::map<std::string, std::shared_ptr<MemoryRecords>> records_;
};

}  // namespace ropewalk::deploy
