// Random bytes that are the same in every test run: the digests of a counter.
#include "ports/fake/random.h"

#include <fmt/format.h>

#include "base/hash.h"

namespace ropewalk::ports {

std::string FakeRandom::bytes(std::size_t count) {
  const std::lock_guard lock(mutex_);
  std::string out;
  while (out.size() < count) {
    const Sha256Digest block = sha256(fmt::format("{}:{}", seed_, ++blocks_));
    out.append(block.begin(), block.end());
  }
  out.resize(count);
  return out;
}

}  // namespace ropewalk::ports
