#include <utility>

#include "app/deploy/secrets.h"
#include "deploy/forwarding_store.h"

namespace ropewalk::app {
namespace {

using deploy::Deployment;
using deploy::Event;

void mask_texts(const engine::Masker& masker, Event& event) {
  event.text = masker.mask(event.text);
  if (event.decision) {
    event.decision->text = masker.mask(event.decision->text);
  }
}

class MaskedStore final : public deploy::ForwardingStore {
 public:
  MaskedStore(std::unique_ptr<deploy::Store> inner, std::filesystem::path folder, const ports::Files& files)
      : ForwardingStore(std::move(inner)), folder_(std::move(folder)), files_(files) {}

  Result<std::int64_t> add(Deployment deployment, Event first) override {
    const auto masker = secrets_of(files_, folder_);
    if (!masker) {
      return fail(masker.error());
    }
    mask_texts(*masker, first);
    deployment.detail = masker->mask(deployment.detail);
    return inner().add(std::move(deployment), std::move(first));
  }
  Result<Event> append(Event event, const Deployment* changed) override {
    const auto masker = secrets_of(files_, folder_);
    if (!masker) {
      return fail(masker.error());
    }
    mask_texts(*masker, event);
    if (changed == nullptr) {
      return inner().append(std::move(event), nullptr);
    }
    Deployment quiet = *changed;
    quiet.detail = masker->mask(quiet.detail);
    return inner().append(std::move(event), &quiet);
  }

 private:
  std::filesystem::path folder_;
  const ports::Files& files_;
};

class MaskedStores final : public deploy::Stores {
 public:
  MaskedStores(std::unique_ptr<deploy::Stores> inner, const ports::Files& files)
      : inner_(std::move(inner)), files_(files) {}

  Result<std::unique_ptr<deploy::Store>> open(const std::string& folder) override {
    auto store = inner_->open(folder);
    if (!store) {
      return store;
    }
    return std::make_unique<MaskedStore>(std::move(*store), folder, files_);
  }

 private:
  std::unique_ptr<deploy::Stores> inner_;
  const ports::Files& files_;
};

}  // namespace

std::unique_ptr<deploy::Stores> make_masked_stores(std::unique_ptr<deploy::Stores> inner, const ports::Files& files) {
  return std::make_unique<MaskedStores>(std::move(inner), files);
}

}  // namespace ropewalk::app
