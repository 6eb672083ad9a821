// A store in front of another one: what it does not change goes through.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "deploy/store.h"

namespace ropewalk::deploy {

class ForwardingStore : public Store {
 public:
  explicit ForwardingStore(std::unique_ptr<Store> inner) : inner_(std::move(inner)) {}

  Result<std::int64_t> add(Deployment deployment, Event first) override {
    return inner_->add(std::move(deployment), std::move(first));
  }
  Result<Event> append(Event event, const Deployment* changed) override {
    return inner_->append(std::move(event), changed);
  }
  Result<std::optional<Deployment>> deployment(std::int64_t number) const override {
    return inner_->deployment(number);
  }
  Result<std::vector<Deployment>> deployments(std::size_t limit) const override { return inner_->deployments(limit); }
  Result<std::vector<Event>> events(std::int64_t after, std::int64_t number) const override {
    return inner_->events(after, number);
  }
  Result<std::string> fact(std::string_view name) const override { return inner_->fact(name); }
  Result<void> set_fact(std::string_view name, std::string_view value) override {
    return inner_->set_fact(name, value);
  }
  Result<std::int64_t> next_fence() override { return inner_->next_fence(); }
  Result<std::unique_ptr<Hold>> hold() override { return inner_->hold(); }

 protected:
  [[nodiscard]] Store& inner() const { return *inner_; }

 private:
  std::unique_ptr<Store> inner_;
};

}  // namespace ropewalk::deploy
