#include "deploy/audit/audited_store.h"

#include <utility>

namespace ropewalk::deploy {
namespace {

class AuditedStore final : public Store {
 public:
  AuditedStore(std::unique_ptr<Store> inner, std::unique_ptr<AuditLog> log)
      : inner_(std::move(inner)), log_(std::move(log)) {}

  Result<std::int64_t> add(Deployment deployment, Event first) override {
    auto number = inner_->add(std::move(deployment), std::move(first));
    return number ? audited(std::move(number)) : number;
  }
  Result<Event> append(Event event, const Deployment* changed) override {
    auto written = inner_->append(std::move(event), changed);
    return written ? audited(std::move(written)) : written;
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

 private:
  template <class T>
  Result<T> audited(Result<T> written) {
    const auto head = audit_journal(*inner_, *log_);
    return head ? std::move(written) : Result<T>(tl::unexpected<Error>(head.error()));
  }

  std::unique_ptr<Store> inner_;
  std::unique_ptr<AuditLog> log_;
};

class AuditedStores final : public Stores {
 public:
  AuditedStores(std::unique_ptr<Stores> inner, OpenAuditLog open_log)
      : inner_(std::move(inner)), open_log_(std::move(open_log)) {}

  Result<std::unique_ptr<Store>> open(const std::string& folder) override {
    auto store = inner_->open(folder);
    if (!store) {
      return store;
    }
    return std::make_unique<AuditedStore>(std::move(*store), open_log_(folder));
  }

 private:
  std::unique_ptr<Stores> inner_;
  OpenAuditLog open_log_;
};

}  // namespace

std::unique_ptr<Stores> make_audited_stores(std::unique_ptr<Stores> inner, OpenAuditLog open_log) {
  return std::make_unique<AuditedStores>(std::move(inner), std::move(open_log));
}

}  // namespace ropewalk::deploy
