// How many jobs run at the same time. Runs that share the slots share the limit.
#pragma once

#include <functional>
#include <memory>

namespace ropewalk::engine {

class JobSlots {
 public:
  virtual ~JobSlots() = default;
  /// Takes a slot when one is free. Never waits.
  [[nodiscard]] virtual bool try_take() = 0;
  virtual void give_back() = 0;

  /// As long as it lives the function is called, on any thread, whenever a slot may have become free. It only takes a
  /// note.
  class Watch {
   public:
    virtual ~Watch() = default;
  };
  [[nodiscard]] virtual std::unique_ptr<Watch> watch(std::function<void()> on_free) = 0;
};

/// This many slots, for the runs of one process; at least one.
[[nodiscard]] std::unique_ptr<JobSlots> make_job_slots(unsigned count);

}  // namespace ropewalk::engine
