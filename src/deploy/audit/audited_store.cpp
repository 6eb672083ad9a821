#include "deploy/audit/audited_store.h"

#include <utility>

#include "deploy/forwarding_store.h"

namespace ropewalk::deploy {
namespace {

class AuditedStore final : public ForwardingStore {
 public:
  AuditedStore(std::unique_ptr<Store> inner, std::unique_ptr<AuditLog> log)
      : ForwardingStore(std::move(inner)), log_(std::move(log)) {}

  Result<std::int64_t> add(Deployment deployment, Event first) override {
    auto number = inner().add(std::move(deployment), std::move(first));
    return number ? audited(std::move(number)) : number;
  }
  Result<Event> append(Event event, const Deployment* changed) override {
    auto written = inner().append(std::move(event), changed);
    return written ? audited(std::move(written)) : written;
  }

 private:
  template <class T>
  Result<T> audited(Result<T> written) {
    const auto head = audit_journal(inner(), *log_);
    return head ? std::move(written) : Result<T>(tl::unexpected<Error>(head.error()));
  }

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
