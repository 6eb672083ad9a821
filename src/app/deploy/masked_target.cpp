#include <utility>

#include "app/deploy/secrets.h"

namespace ropewalk::app {
namespace {

using deploy::Instance;
using deploy::Plan;
using std::chrono::milliseconds;

class MaskedTarget final : public deploy::Target {
 public:
  MaskedTarget(std::unique_ptr<deploy::Target> inner, std::filesystem::path folder, const ports::Files& files)
      : inner_(std::move(inner)), folder_(std::move(folder)), files_(files) {}

  Result<void> fetch(const Plan& plan, std::stop_token stop) override {
    return quiet(inner_->fetch(plan, std::move(stop)));
  }
  Result<void> build(const Plan& plan, std::stop_token stop) override {
    return quiet(inner_->build(plan, std::move(stop)));
  }
  Result<void> migrate(const Plan& plan, std::stop_token stop) override {
    return quiet(inner_->migrate(plan, std::move(stop)));
  }
  Result<Instance> start(const Plan& plan, std::int64_t number, int replica) override {
    return quiet(inner_->start(plan, number, replica));
  }
  std::vector<Instance> instances(std::int64_t number) override { return inner_->instances(number); }
  std::vector<std::int64_t> numbers() override { return inner_->numbers(); }
  bool is_running(const Instance& instance) override { return inner_->is_running(instance); }
  void stop(std::int64_t number, milliseconds patience) override { inner_->stop(number, patience); }
  void stop_one(const Instance& instance, milliseconds patience) override { inner_->stop_one(instance, patience); }
  [[nodiscard]] bool restarts_by_itself() const override { return inner_->restarts_by_itself(); }
  ports::ProbeAnswer probe(const Instance& instance, const ports::ProbeRequest& request) override {
    return inner_->probe(instance, request);
  }
  std::string last_words(const Instance& instance) override {
    std::string words = inner_->last_words(instance);
    const auto masker = words.empty() ? Result<engine::Masker>() : all_secrets();
    return masker ? masker->mask(words) : std::string();
  }
  Result<std::string> log(const Instance& instance) override {
    auto text = inner_->log(instance);
    if (!text) {
      return quiet(std::move(text));
    }
    const auto masker = all_secrets();
    return masker ? Result<std::string>(masker->mask(*text)) : Result<std::string>(fail(masker.error()));
  }
  Result<std::vector<std::string>> secrets_elsewhere() override { return inner_->secrets_elsewhere(); }

 private:
  /// What a service itself has written is shown only when every value is known.
  Result<engine::Masker> all_secrets() {
    auto masker = secrets_of(files_, folder_);
    const auto elsewhere = masker ? inner_->secrets_elsewhere() : Result<std::vector<std::string>>();
    if (!elsewhere) {
      return fail(elsewhere.error());
    }
    for (const std::string& value : *elsewhere) {
      hide_secret(*masker, value);
    }
    return masker;
  }

  template <class T>
  Result<T> quiet(Result<T> result) {
    if (result) {
      return result;
    }
    const auto masker = secrets_of(files_, folder_);
    if (!masker) {
      return fail(masker.error());
    }
    Error error = std::move(result.error());
    error.message = masker->mask(error.message);
    error.hint = masker->mask(error.hint);
    return fail(std::move(error));
  }

  std::unique_ptr<deploy::Target> inner_;
  std::filesystem::path folder_;
  const ports::Files& files_;
};

}  // namespace

std::unique_ptr<deploy::Target> make_masked_target(std::unique_ptr<deploy::Target> inner, std::filesystem::path folder,
                                                   const ports::Files& files) {
  return std::make_unique<MaskedTarget>(std::move(inner), std::move(folder), files);
}

}  // namespace ropewalk::app
