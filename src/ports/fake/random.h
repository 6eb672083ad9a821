// Random bytes that are the same in every test run.
#pragma once

#include <cstdint>
#include <mutex>

#include "ports/random.h"

namespace ropewalk::ports {

/// A fixed sequence for each seed, without repeats. May be used from several threads.
class FakeRandom final : public Random {
 public:
  explicit FakeRandom(std::uint64_t seed = 1) : seed_(seed) {}
  [[nodiscard]] std::string bytes(std::size_t count) override;

 private:
  std::mutex mutex_;
  std::uint64_t seed_;
  std::uint64_t blocks_ = 0;
};

}  // namespace ropewalk::ports
