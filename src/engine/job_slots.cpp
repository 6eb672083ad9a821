#include "engine/job_slots.h"

#include <algorithm>
#include <list>
#include <mutex>
#include <utility>

namespace ropewalk::engine {
namespace {

using Watchers = std::list<std::function<void()>>;

class CountedSlots final : public JobSlots {
 public:
  explicit CountedSlots(unsigned count) : free_(std::max(1U, count)) {}

  bool try_take() override {
    const std::lock_guard lock(mutex_);
    if (free_ == 0) {
      return false;
    }
    --free_;
    return true;
  }

  void give_back() override {
    const std::lock_guard lock(mutex_);
    ++free_;
    for (const auto& on_free : watchers_) {
      on_free();
    }
  }

  std::unique_ptr<Watch> watch(std::function<void()> on_free) override {
    const std::lock_guard lock(mutex_);
    return std::make_unique<CountedWatch>(*this, watchers_.insert(watchers_.end(), std::move(on_free)));
  }

 private:
  class CountedWatch final : public Watch {
   public:
    CountedWatch(CountedSlots& slots, Watchers::iterator place) : slots_(slots), place_(place) {}
    ~CountedWatch() override {
      const std::lock_guard lock(slots_.mutex_);
      slots_.watchers_.erase(place_);
    }
    CountedWatch(const CountedWatch&) = delete;
    CountedWatch& operator=(const CountedWatch&) = delete;

   private:
    CountedSlots& slots_;
    Watchers::iterator place_;
  };

  std::mutex mutex_;
  unsigned free_;
  Watchers watchers_;
};

}  // namespace

std::unique_ptr<JobSlots> make_job_slots(unsigned count) { return std::make_unique<CountedSlots>(count); }

}  // namespace ropewalk::engine
